"""The company's people and those who ask to be let in, for programs."""
