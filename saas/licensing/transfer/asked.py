"""What the doors of this matter ask for, the pages and the JSON alike."""

from __future__ import annotations

from typing import Any, Final

from saas.dates import now
from saas.licensing.effects.sealing import opened, seal
from saas.licensing.transfer.actions import accept_transfer, offer_transfer, preview_giving
from saas.licensing.transfer.models import Transfer
from saas.licensing.transfer.preview import Giving
from saas.tenants.login.current import me
from saas.tenants.org_numbers.rules import org_number

GIVING: Final = "giving an agreement away"


def giving_asked(order: dict[str, Any]) -> tuple[Giving, str]:
    """What offering what an order says would mean, and the token that offers exactly this.

    Raises what `preview_giving` raises.
    """
    meant = preview_giving(**_meant_in(order))
    return meant, seal(meant.fingerprint, about=GIVING)


def offer_asked(order: dict[str, Any]) -> Transfer:
    """Offer what an order says, by whoever asks; with a token, exactly what it says was shown.

    Raises what `offer_transfer` raises.
    """
    token = order["token"]
    shown = opened(token, about=GIVING) if token is not None else None
    return offer_transfer(**_meant_in(order), shown=shown)


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


def _meant_in(order: dict[str, Any]) -> dict[str, Any]:
    return {
        "number": org_number(order["org_number"], country=order["country"]),
        "email": order["email"],
        "effective_on": order["effective_on"],
        "by": me(),
        "now": now(),
    }
