"""What only a demo has: a clock that moves, a mail box to look into, and three companies."""
