"""An agreement going over from one company to another, when both say yes (S22)."""
