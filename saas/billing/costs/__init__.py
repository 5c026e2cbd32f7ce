"""What a company has paid for, month by month: plan, seats, services and fees."""
