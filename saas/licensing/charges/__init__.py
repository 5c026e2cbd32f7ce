"""What an agreement costs: a function of its timeline and of what has been invoiced."""
