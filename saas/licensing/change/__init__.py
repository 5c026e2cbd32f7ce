"""Agreeing to another plan or to more seats: the preview, and the deed that equals it."""
