"""The fee for a reminder: put on the next invoice as a line without VAT, or waived (S18)."""
