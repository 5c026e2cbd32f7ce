"""When an invitation may be followed, and how long it holds its seat."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Final

from saas.errors import Refusal
from saas.text import N_

HOLDS_FOR: Final = timedelta(days=7)
"""How long an invitation is good, and holds a seat (S113)."""

TOKEN_BYTES: Final = 32


class AlreadyInvited(Refusal):
    """The address has an invitation that is still good."""

    says = N_("There is an invitation for this address already. Send it again or revoke it.")
    field = "email"


class InvitationOver(Refusal):
    """The link was used, revoked or replaced, has expired, or never was one."""

    says = N_(
        "This invitation is no longer good: it has been used, revoked, or is more than seven days "
        "old. Ask whoever invited you for a new one."
    )
    status = 410


class InvitedAsSomebodyElse(Refusal):
    """Whoever is logged in is not who was invited."""

    says = N_("This invitation is for %(email)s. Log out to accept it.")

    def __init__(self, email: str) -> None:
        self.email = email


def fingerprint_of(token: str) -> bytes:
    """What we keep of a link's token: its SHA-256."""
    return hashlib.sha256(token.encode()).digest()
