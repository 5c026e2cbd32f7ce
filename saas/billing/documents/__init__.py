"""Invoices and receipts on paper, made from what was written down when they were issued."""
