"""Our staff's view of companies that have ceased: registering, deciding, taking back."""
