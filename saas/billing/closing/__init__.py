"""Closing the account of a company on Free, and coming back (requirement S34)."""
