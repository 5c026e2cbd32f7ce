"""A person's own page: name, language, password, and where they are logged in."""
