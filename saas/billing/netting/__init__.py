"""A customer's credit against its open invoices: what settles what, and what is left over."""
