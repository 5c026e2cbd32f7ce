"""Companies that have ceased to be: told with evidence, decided by staff, kept for the books."""
