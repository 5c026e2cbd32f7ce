"""Writing quotes: our staff's queue, their drafts, and sending them."""
