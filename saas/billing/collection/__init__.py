"""Overdue invoices that a collection agency collects, and taking them back (S17, S19, S112)."""
