"""What a company has paid for, month by month: plan, seats and services."""
