"""Our staff's view of notices: who is leaving, and whose word we still wait for."""
