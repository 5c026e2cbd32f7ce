"""Proof that the books hold: everything derived is derived again from the rows."""
