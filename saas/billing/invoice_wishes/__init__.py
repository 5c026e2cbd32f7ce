"""What a company wishes of its invoices: a purchase order on each, a word before they come."""
