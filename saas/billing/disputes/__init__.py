"""Saying on an invoice that it is not as agreed: the amount is held until our staff decide (S12)."""
