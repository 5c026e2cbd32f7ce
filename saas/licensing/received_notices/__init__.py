"""Statements of notice that reached us by mail, letter or telephone, and whose word they are."""
