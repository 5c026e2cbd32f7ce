"""Paying out what stands to a customer's credit, once what they owe has been taken off."""
