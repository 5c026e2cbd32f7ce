"""What a national company number consists of."""
