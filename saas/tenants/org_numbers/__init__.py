"""A company's number: read in every spelling, kept in one, shown as its country writes it."""
