"""When an invitation may be followed, and how long it holds its seat."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from saas.errors import Gone, Refusal
from saas.text import N_

HOLDS_FOR: Final = timedelta(days=7)
"""How long an invitation is good, and holds a seat (S113)."""


class AlreadyInvited(Refusal):
    """The address has an invitation that is still good."""

    says = N_("There is an invitation for this address already. Send it again or revoke it.")
    field = "email"


class InvitationAnswered(Refusal):
    """The invitation was accepted or revoked, so it is neither sent again nor revoked."""

    says = N_("This invitation has been accepted or revoked already.")


class InvitationOver(Gone):
    """The link was used, revoked or replaced, has expired, or never was one."""

    says = N_(
        "This invitation is no longer good: it has been used, revoked or sent again, or is more "
        "than seven days old. Ask whoever invited you for a new one."
    )
