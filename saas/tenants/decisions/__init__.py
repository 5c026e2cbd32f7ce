"""Our staff decides the claims."""
