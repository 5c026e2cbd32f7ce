"""Purchase orders: the customer's own numbers that its invoices have to name (S86)."""
