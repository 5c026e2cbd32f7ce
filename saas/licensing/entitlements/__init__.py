"""What a company may use, how much of it, and what to do where it may not."""
