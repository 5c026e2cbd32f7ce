"""What if: other plans, seats and days, as twelve months of invoices. Nothing is agreed."""
