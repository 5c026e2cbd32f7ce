"""What a payer wrote on a payment, and whose the money is by that."""
