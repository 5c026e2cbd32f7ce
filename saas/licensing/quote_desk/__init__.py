"""The staff's desk for quotes, for programs."""
