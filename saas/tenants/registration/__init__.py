"""How a stranger becomes a company of ours."""
