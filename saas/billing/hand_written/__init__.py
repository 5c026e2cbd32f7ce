"""Invoices that our staff write by hand, line by line."""
