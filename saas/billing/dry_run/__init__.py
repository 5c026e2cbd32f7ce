"""A dry run: what a billing run would issue, and how that differs from last time."""
