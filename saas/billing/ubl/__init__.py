"""Invoices and credit notes as Peppol BIS Billing 3.0, written from their snapshot."""
