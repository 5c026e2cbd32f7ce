"""The ways a statement of notice can reach us."""
