"""Who sells: the legal entity whose name, numbers and bank accounts stand on the invoices."""
