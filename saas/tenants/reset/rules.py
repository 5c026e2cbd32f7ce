"""How long a link to choose a new password is good, and what else ends it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from saas.errors import Gone
from saas.text import N_

LINK_LIVES: Final = timedelta(minutes=30)


class ResetLinkDead(Gone):
    """The link was used, is too old, or the password has been changed since it was made."""

    says = N_("This link is no longer good. Ask for a new one; each can be used once.")
    way_out = ("reset.ask", N_("Ask for a new link"))


def must_be_alive(
    *,
    asked_at: datetime,
    expires_at: datetime | None,
    used_at: datetime | None,
    password_changed_at: datetime | None,
    now: datetime,
) -> None:
    """Refuse a link that must not work any more. Raises ResetLinkDead."""
    changed_since = password_changed_at is not None and password_changed_at > asked_at
    if used_at is not None or expires_at is None or expires_at <= now or changed_since:
        raise ResetLinkDead
