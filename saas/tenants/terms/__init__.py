"""The terms of service, edition by edition, and who accepted them."""
