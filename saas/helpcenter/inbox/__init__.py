"""Requests: what people ask us and their own administrators for, and what became of it."""
