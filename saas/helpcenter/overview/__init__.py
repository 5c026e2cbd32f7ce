"""The first page after logging in: how the company stands, and what to do next."""
