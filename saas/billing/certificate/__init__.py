"""The certificate that no number of a series is missing."""
