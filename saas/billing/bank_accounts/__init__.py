"""The accounts our customers have at their banks: where money goes that we owe them."""
