"""Every sending of an invoice: to whom, by which way, and what became of it."""
