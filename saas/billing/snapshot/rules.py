"""The content of an invoice as plain data, and its fingerprint.

Both parties, terms, lines, the tax decision with its reason, and totals are copied here at
issue, so that nothing done later to a customer, a seller or a price reaches an invoice that
exists (P9; Directive 2006/112/EC, Article 226). Pages, PDF and e-invoice are all made from
this and nothing else. Sentences are kept as sentences with their values, to be said in a
language when they are shown.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from itertools import groupby
from typing import Any, Final, TypeAlias

from saas.billing.seller.rules import SellerDetails
from saas.billing.snapshot.sentences import read, written
from saas.billing.totals.rules import InvoiceKind, Totals, VatGroup
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.vat.rules import VatDecision
from saas.money import total

__all__ = [
    "EDITION",
    "Buyer",
    "Correction",
    "Heading",
    "Preceding",
    "Snapshot",
    "fingerprint",
    "read",
    "snapshot",
    "written",
]

Snapshot: TypeAlias = dict[str, Any]
EDITION: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """The customer, as an invoice names it. A sole trader's number comes masked."""

    name: str
    customer_number: str
    org_number: str
    vat_number: str
    attention: str
    street: str
    postcode: str
    city: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """What stands at the top: which document, when, and by which reference it is paid."""

    kind: InvoiceKind
    number: str
    ocr: str
    language: str
    issued_on: date
    due_on: date
    payment_days: int


@dataclass(frozen=True, slots=True)
class Preceding:
    """An invoice that a credit note takes something back of (BT-25, BT-26)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """Why a document was made by hand, and what it puts right.

    `reason` is a code of `CreditReason`, `words` are ours to the customer, and `replaces` is
    the invoice that this one stands in for, where it does.
    """

    reason: str
    words: str = ""
    replaces: Preceding | None = None


def snapshot(  # noqa: PLR0913 - the parts a document has
    heading: Heading,
    *,
    seller: SellerDetails,
    buyer: Buyer,
    lines: Sequence[ChargeLine],
    decision: VatDecision | Sequence[VatDecision],
    totals: Totals,
    credits_: Iterable[Preceding] = (),
    correction: Correction | None = None,
    order_reference: str = "",
) -> Snapshot:
    """Everything the invoice says, as JSON can hold it: öre, ISO days, texts with values.

    Days in it are inclusive, as invoices print them (BT-134, BT-135). Amounts and quantities
    are negative where something is taken back. `decision` is that of every line, or one
    for each. The keys "correction" and "order_reference" (the buyer's purchase order, BT-13)
    are there only on a document that has one, and "look" of the seller only where it has
    chosen one: it names the logo by its hash.
    """
    by_line = [decision] * len(lines) if isinstance(decision, VatDecision) else decision
    content = {
        "edition": EDITION,
        **{key: _plain(value) for key, value in asdict(heading).items()},
        "currency": totals.net.currency,
        "seller": asdict(seller),
        "buyer": asdict(buyer),
        "credits": [_preceding(each) for each in credits_],
        "lines": [_line(line, its) for line, its in zip(lines, by_line, strict=True)],
        "summary": list(_summary(lines)),
        "vat": [_group(group) for group in totals.groups],
        "totals": {
            "net_minor": totals.net.minor,
            "vat_minor": totals.vat.minor,
            "rounding_minor": totals.rounding.minor,
            "total_minor": totals.to_pay.minor,
        },
    }
    if order_reference:
        content["order_reference"] = order_reference
    return content | {"correction": _correction(correction)} if correction else content


def fingerprint(content: Snapshot) -> str:
    """The SHA-256 of the snapshot in canonical JSON (sorted keys, UTF-8), in hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _preceding(invoice: Preceding) -> dict[str, str]:
    return {"number": invoice.number, "issued_on": invoice.issued_on.isoformat()}


def _correction(correction: Correction) -> dict[str, Any]:
    return {
        "reason": correction.reason,
        "words": correction.words,
        "replaces": _preceding(correction.replaces) if correction.replaces else None,
    }


def _line(line: ChargeLine, decision: VatDecision) -> dict[str, Any]:
    return {
        "item": line.item.value,
        "edition": line.edition,
        "title": written(line.title),
        "explanation": written(line.explanation),
        "from": line.starts_on.isoformat(),
        "until": line.days.last_day.isoformat(),
        "days": line.days.days,
        "quantity": line.quantity,
        "unit_price_minor": line.unit_price.minor,
        "net_minor": line.net.minor,
        "vat": {"category": decision.category.value, "percent": decision.percent},
    }


def _summary(lines: Sequence[ChargeLine]) -> Iterable[dict[str, Any]]:
    """One row per thing sold, whatever it was cut into; a credit beside its charge."""
    for _key, group in groupby(sorted(lines, key=_sold_as), key=_sold_as):
        together = list(group)
        net = total(line.net for line in together)
        yield {"title": written(together[0].title), "net_minor": net.minor}


def _sold_as(line: ChargeLine) -> tuple[str, str, bool]:
    return line.item, line.name, line.quantity > 0


def _group(group: VatGroup) -> dict[str, Any]:
    decision = group.decision
    return {
        "category": decision.category.value,
        "percent": decision.percent,
        "rule": decision.rule,
        "reason": written(decision.reason),
        "legend": written(decision.legend) if decision.legend else None,
        "base_minor": group.base.minor,
        "vat_minor": group.vat.minor,
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
