"""Reminders of invoices past their day to pay by, as a ladder of letters with a PDF (S17)."""
