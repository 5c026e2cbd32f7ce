"""Paying for fewer seats: a deed of its own, which removes nobody."""
