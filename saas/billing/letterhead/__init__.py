"""How a seller's documents look: its logo, its colours, and the terms they print."""
