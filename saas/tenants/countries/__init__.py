"""The countries whose companies may register."""
