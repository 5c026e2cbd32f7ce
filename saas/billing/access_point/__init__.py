"""The way into the e-invoice network: a port, and an adapter that leaves files in a folder."""
