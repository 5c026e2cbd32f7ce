"""Saying that an invoice is not as agreed: the amount is held until our staff decide (S12)."""
