"""Help in choosing: which plan fits."""
