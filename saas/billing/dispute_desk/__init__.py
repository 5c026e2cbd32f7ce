"""The desk where our staff decide what customers dispute (S12)."""
