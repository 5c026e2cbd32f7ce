"""When billing periods are to be reckoned: before them, after them, or both."""
