"""The desk where our staff order seats and plans for a company that asks us to."""
