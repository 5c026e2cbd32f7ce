"""Numbers that more than one party has a claim to, decided by our staff."""
