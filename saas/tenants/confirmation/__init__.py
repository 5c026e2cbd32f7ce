"""The password that turns a registration into a company."""
