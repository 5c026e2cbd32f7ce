"""A statement of account: everything that moved it, with a running balance."""
