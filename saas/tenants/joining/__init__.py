"""Asking a registered company to be let in."""
