"""Putting right what was charged while a VAT number was not proven."""
