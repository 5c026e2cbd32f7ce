"""The staff's side of the inbox: what waits for us, oldest first, from every company."""
