"""Our staff find any company's invoice, and say why they open it."""
