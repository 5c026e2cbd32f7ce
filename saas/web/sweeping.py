"""What the ground floor forgets each day: sessions nobody uses, answers kept long enough."""

from __future__ import annotations

from datetime import date

from saas.web import idempotency, session_rows


def forget_what_is_old(_today: date) -> None:
    """Delete expired sessions and answers kept for thirty days."""
    session_rows.delete_expired()
    idempotency.delete_old()
