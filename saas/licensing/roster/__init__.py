"""The people page: who has a seat, who is expected, and who may do what."""
