"""Our staff choose how a seller's documents look, and see it before it holds."""
