"""How old what customers owe us is."""
