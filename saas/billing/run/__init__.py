"""The billing run: whatever is owed and not yet invoiced becomes invoices, exactly once."""
