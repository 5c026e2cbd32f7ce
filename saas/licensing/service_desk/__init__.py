"""Where our staff record services rendered to a company, and where the company sees them."""
