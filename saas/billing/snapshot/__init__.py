"""Everything an invoice says, written down whole when it is issued."""
