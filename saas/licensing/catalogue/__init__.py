"""The operator's own list of plans: read, checked, and held to what has been sold."""
