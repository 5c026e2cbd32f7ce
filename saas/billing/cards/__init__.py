"""Saved cards: known to us by a token, their last four digits and when they expire."""
