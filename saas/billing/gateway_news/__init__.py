"""What the gateway tells us by webhook: noted once, then looked into."""
