"""Several invoices, one charge: choose, check, pay."""
