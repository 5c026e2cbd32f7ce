"""Seats that are paid for and not used: found once a month, told once, given up with a click."""
