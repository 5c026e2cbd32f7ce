"""What comes in each month by agreement, and what moved it."""
