"""What waits for our staff, at every desk of the house, on the page they begin with."""
