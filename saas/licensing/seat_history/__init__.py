"""How a company's seats came to be what they are: a chart, and who did what."""
