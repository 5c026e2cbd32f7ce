"""Asking in many colleagues at once, from a list made in a spreadsheet or by a program."""
