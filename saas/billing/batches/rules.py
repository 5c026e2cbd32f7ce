"""What agreements that are alike owe, found once for all of them; and their document, stencilled.

Most agreements of a run are alike: the same plan, seats and period. What one of them owes, by
the rules that every other invoice is made by, they all owe. Only the number, its payment
reference and the buyer differ, so the document is written once with room for those.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Final

from saas.billing.snapshot.rules import Buyer, Snapshot
from saas.billing.totals.rules import Sold, Totals, totals
from saas.licensing.agreement.rules import ONE_DAY, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.reckoning.rules import due_days
from saas.licensing.services.rules import Service
from saas.licensing.vat.rules import VatDecision

DIFFERS: Final = ("buyer", "number", "ocr")
"""The parts of a document in which invoices of agreements that are alike differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreed:
    """What must be the same of two agreements for them to owe the same."""

    timeline: Timeline
    invoiced: tuple[ChargeLine, ...]
    services: tuple[Service, ...]
    due_on: date
    decision: VatDecision
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What agreements that are alike owe through a day, and when something is next due.

    It is plain when it is a claim that takes nothing back: no credit note, no credited line.
    """

    lines: tuple[ChargeLine, ...]
    totals: Totals
    decision: VatDecision
    next_due: date | None
    is_plain: bool


def owed(agreed: Agreed, *, through: date, in_whole: bool) -> Owed:
    """What agreements like this one owe at the end of `through`, beyond what is invoiced.

    Whatever was due before `due_on` was compared when it changed, so periods that were over
    by then are left out.
    """
    lines = difference(
        agreed.timeline,
        invoiced=agreed.invoiced,
        through=through,
        services=agreed.services,
        since=agreed.due_on - ONE_DAY,
    )
    sold = [Sold(line.net, agreed.decision) for line in lines]
    sums = totals(sold, currency=agreed.currency, in_whole=in_whole)
    coming = due_days(agreed.timeline, after=through, services=agreed.services)
    return Owed(
        lines=tuple(lines),
        totals=sums,
        decision=agreed.decision,
        next_due=next(coming, None),
        is_plain=all(line.quantity > 0 for line in lines) and sums.to_pay.minor > 0,
    )


class Stencil:
    """A snapshot with room for the buyer, the number and the reference.

    `shared` is what all of its documents say, in JSON; what is one's own is added to it. What
    is hashed is the canonical JSON of both that `snapshot.rules.fingerprint` hashes, to the byte.
    """

    def __init__(self, content: Snapshot) -> None:
        parts: list[str] = []
        for differs, keys in groupby(sorted(content), key=DIFFERS.__contains__):
            if differs:
                parts += keys
            else:
                parts.append(",".join(f"{_said(key)}:{_said(content[key])}" for key in keys))
        self._parts: Final = tuple(parts)
        self.shared: Final = _said({key: content[key] for key in content if key not in DIFFERS})

    def fill(self, buyer: str, number: str, ocr: str) -> tuple[str, str]:
        """What is a document's own in JSON, and the SHA-256 of the whole.

        `buyer` is canonical JSON already.
        """
        own = {
            "buyer": f'"buyer":{buyer}',
            "number": f'"number":"{number}"',
            "ocr": f'"ocr":"{ocr}"',
        }
        whole = ",".join([own.get(part, part) for part in self._parts])
        sha256 = hashlib.sha256(f"{{{whole}}}".encode()).hexdigest()
        return f"{{{','.join(own.values())}}}", sha256


def canonical(buyer: Buyer) -> str:
    """A buyer in canonical JSON, as a part of a snapshot."""
    return _said(dict(zip(_BUYER, _of_buyer(buyer), strict=True)))


_BUYER: Final = tuple(field.name for field in fields(Buyer))
_of_buyer: Final = attrgetter(*_BUYER)
_said: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
