"""Copies to take home: an e-invoice, a specification, everything of a period in one file."""
