"""Giving notice by a form in the help centre (requirements S24, S33)."""
