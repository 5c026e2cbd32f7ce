"""The database and the queue that come along when none is configured: for demo and test.

Both listen on a socket in a folder only their owner can open, never on a port of the network.
"""
