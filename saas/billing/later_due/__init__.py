"""A later day to pay by: asked for on the invoice, decided by our staff, never silently (S16)."""
