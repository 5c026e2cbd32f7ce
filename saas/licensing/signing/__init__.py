"""The keys we sign with, so that others can trust our word without asking us."""
