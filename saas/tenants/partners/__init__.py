"""System suppliers that are connected to us, and the companies they announce."""
