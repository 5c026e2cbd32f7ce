"""People and seats as a file: a feature that plans include or lack."""
