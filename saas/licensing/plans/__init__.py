"""What we sell, as we sold it."""
