"""Where e-invoices are delivered: a scheme and an identifier in it."""
