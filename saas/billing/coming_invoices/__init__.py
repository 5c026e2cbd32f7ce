"""What will be invoiced, told some days ahead while an order or an address can be put right."""
