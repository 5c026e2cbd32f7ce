"""The first page for somebody we do not know yet."""
