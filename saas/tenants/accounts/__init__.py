"""Logins: an address and a password, whatever companies they act for."""
