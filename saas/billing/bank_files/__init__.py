"""Files of a bank's, whose rows are booked as if staff had written them, each once."""
