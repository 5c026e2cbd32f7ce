"""What makes a password good, and how it is kept."""
