"""What a customer may order for itself, at which terms, and from when."""
