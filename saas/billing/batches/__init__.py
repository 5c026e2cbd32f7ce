"""Billing runs: many companies' invoices at once, in chunks that may be done again at any time."""
