"""What the doors of this matter ask for, the pages and the JSON alike."""

from __future__ import annotations

from typing import Any

from saas.dates import now
from saas.licensing.effects.sealing import opened
from saas.licensing.transfer.actions import accept_transfer, offer_transfer
from saas.licensing.transfer.models import Transfer
from saas.tenants.login.current import me
from saas.tenants.org_numbers.rules import OrgNumber, org_number


def number_in(order: dict[str, Any]) -> OrgNumber:
    """The number of the company that is to take over. Raises what `org_number` raises."""
    return org_number(order["org_number"], country=order["country"])


def offer_asked(order: dict[str, Any]) -> Transfer:
    """Offer what an order says, by whoever asks. Raises what `offer_transfer` raises."""
    return offer_transfer(
        number=number_in(order),
        email=order["email"],
        effective_on=order["effective_on"],
        by=me(),
        now=now(),
    )


def accept_asked(transfer: Transfer, order: dict[str, Any]) -> Transfer:
    """Take over what a consent says was shown. Raises what `accept_transfer` raises."""
    return accept_transfer(
        transfer=transfer,
        shown=opened(order["token"], about=transfer.public_id),
        accepted=order["accepted"],
        reference=order["reference"],
        by=me(),
        now=now(),
    )
