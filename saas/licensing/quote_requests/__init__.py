"""Asking for a quote: what a company needs that no plan in the list has."""
