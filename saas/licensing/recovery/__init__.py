"""A company whose only authorised person has left gets an owner again (requirement S109)."""
