"""What the house tried too often and put aside for staff to look at."""
