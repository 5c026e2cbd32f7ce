"""The staff's desk for money that has come to the bank."""
