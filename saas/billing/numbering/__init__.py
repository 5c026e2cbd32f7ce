"""Invoice numbers: unbroken, in order, and given only to what is issued."""
