"""Changes that cost little: they wait for the next monthly invoice, and make none of their own."""
