"""What people may be to their company, in words."""
