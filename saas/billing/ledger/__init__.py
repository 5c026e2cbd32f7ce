"""Double entry: every amount that is asked for, paid or owed back, written once and for good."""
