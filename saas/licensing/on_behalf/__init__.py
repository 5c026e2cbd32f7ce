"""Orders that our staff wrote in for a company: who asked, by which way, and who did it."""
