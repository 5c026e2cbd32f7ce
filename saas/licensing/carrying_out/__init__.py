"""What was agreed for a day, done when the day comes."""
