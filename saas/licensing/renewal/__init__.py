"""The last day to give notice before a binding term runs out, and a word about it in time."""
