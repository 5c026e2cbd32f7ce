"""Logos as files: what may be one, and each kept once under its hash."""
