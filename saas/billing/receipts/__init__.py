"""Receipts: what was paid, invoice by invoice, on screen, on paper and by mail."""
