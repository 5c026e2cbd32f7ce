"""What was charged ahead, what came of it and the difference, while it runs and afterwards."""
