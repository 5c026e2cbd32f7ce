"""What the operator writes into one company's contract beyond its plan."""
