"""Something is wrong on an invoice: put right at once where it may be, else asked of our staff."""
