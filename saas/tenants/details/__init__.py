"""The company's own page: what we know of it and put on its invoices."""
