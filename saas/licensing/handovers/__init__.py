"""Agreements that change hands, for programs."""
