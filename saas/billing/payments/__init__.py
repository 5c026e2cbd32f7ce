"""Payments by card: one charge of one card, for one invoice or several."""
