"""Asking us for things: one inbox, and one folder per form that does what it asks for."""
