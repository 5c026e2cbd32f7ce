"""Taking back what an invoice asked for: credit notes by hand, and corrections."""
