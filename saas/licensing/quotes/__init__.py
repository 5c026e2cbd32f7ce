"""Quotes: terms we offer one company, until when, and what it answered."""
