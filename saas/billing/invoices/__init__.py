"""Claims on our customers: issued once, never changed, corrected by crediting."""
