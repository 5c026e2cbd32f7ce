"""Something else: words to our staff, also about Enterprise."""
