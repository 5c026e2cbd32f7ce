"""The JSON doors of the staff's desk for money that has come to the bank."""
