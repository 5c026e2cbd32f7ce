"""What we owe a customer, whichever way it came about."""
