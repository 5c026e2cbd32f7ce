"""The staff's desk of payouts: one approves, another sends the money."""
