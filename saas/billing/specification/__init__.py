"""What invoices are made of, line by line, as a spreadsheet: a complement to the invoice (S9)."""
