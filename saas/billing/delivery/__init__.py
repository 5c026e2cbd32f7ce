"""How a company wants its invoices, and bringing them there."""
