"""What we say of ourselves: how we treat personal data, and whom the pages work for."""
