"""The number a payer quotes, so that money finds its invoice by itself."""
