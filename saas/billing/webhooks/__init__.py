"""Telling a company's own programs that an invoice is issued: Standard Webhooks (S84)."""
