"""Which value added tax belongs on a sale, and why."""
