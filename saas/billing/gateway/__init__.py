"""The card gateway: a port in our own words, Stripe behind it, and a simulator of Stripe."""
