"""The plan, and offers to change it, for programs."""
