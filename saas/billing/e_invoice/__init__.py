"""What every e-invoice is made of: its content, its sums, its faults, and the formats there are."""
