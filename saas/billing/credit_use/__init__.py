"""Using what stands to a customer's credit against an invoice of their choice."""
