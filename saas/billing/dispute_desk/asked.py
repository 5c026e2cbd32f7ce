"""What the desk's doors ask for when the customer is right: to look, and then the deed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from saas.billing.credit_notes.preview import fingerprint
from saas.billing.dispute_desk.actions import upheld_to_be, uphold_dispute
from saas.billing.disputes.models import Dispute, DisputeDecision, credited_since
from saas.billing.invoices.sale import Sale
from saas.dates import now, today
from saas.licensing.effects.sealing import opened, seal
from saas.money import Money
from saas.tenants.people.models import Person


def upheld_asked(
    by: Person, dispute: Dispute, said: Mapping[str, Any], amounts: Mapping[int, Money] | None
) -> dict[str, Any]:
    """What the customer would get, and the token that decides exactly so, once, today.

    `credit_note` is what would be issued, or else `issued` is the number of the credit note
    that was issued since the dispute began. Raises what `upheld_to_be` raises.
    """
    found = upheld_to_be(
        by=by, dispute=dispute, says=said["says"], amounts=amounts, reason=said["reason"]
    )
    to_be = [found] if isinstance(found, Sale) else []
    return {
        "credit_note": {"sale": to_be[0]} if to_be else None,
        "issued": None if isinstance(found, Sale) else found.number,
        "token": seal(fingerprint(*to_be), about=_upholding(dispute)),
    }


def upheld_shown(
    by: Person, dispute: Dispute, said: Mapping[str, Any], amounts: Mapping[int, Money] | None
) -> DisputeDecision:
    """The decision, as the token that is said tells it was shown. Raises PreviewOutdated."""
    return uphold_dispute(
        by=by,
        dispute=dispute,
        says=said["says"],
        amounts=amounts,
        reason=said["reason"],
        now=now(),
        shown=opened(said["token"], about=_upholding(dispute)),
    )


def _upholding(dispute: Dispute) -> str:
    """The same until a day, or a credit note, has come in between."""
    since = credited_since(dispute)
    return f"upholding {dispute.public_id} on {today()}, {since.number if since else ''}"
