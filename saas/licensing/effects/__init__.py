"""What agreeing to something does to the bill: now, at the next invoice, and by the year."""
