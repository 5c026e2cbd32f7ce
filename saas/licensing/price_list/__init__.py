"""The list of plans as staff see and extend it: who is on which edition, and new editions."""
