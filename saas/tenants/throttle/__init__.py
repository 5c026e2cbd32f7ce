"""Counting tries, so that nobody can guess for long."""
