"""Money a company has sent to our bank: what it settled, and what became of the rest."""
