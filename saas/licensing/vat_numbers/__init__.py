"""VAT numbers that the authorities have confirmed to us: asking, remembering, asking again."""
