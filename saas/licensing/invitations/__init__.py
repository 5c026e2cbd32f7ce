"""Asking a colleague in: a seat is held, a link is mailed, the colleague takes the seat."""
