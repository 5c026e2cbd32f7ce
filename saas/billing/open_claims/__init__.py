"""What is open on each invoice, kept beside the ledger by the database itself."""
