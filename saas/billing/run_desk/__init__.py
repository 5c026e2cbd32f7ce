"""Our staff look at billing runs, check what a run would issue, and start it."""
