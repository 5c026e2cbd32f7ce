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
from saas.billing.totals.rules import InvoiceKind, Totals, VatGroup
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.vat.rules import VatDecision
from saas.money import Money, total
from saas.text import Text

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


def snapshot(
    heading: Heading,
    *,
    seller: SellerDetails,
    buyer: Buyer,
    lines: Sequence[ChargeLine],
    decision: VatDecision,
    totals: Totals,
    credits_: Iterable[Preceding] = (),
) -> Snapshot:
    """Everything the invoice says, as JSON can hold it: öre, ISO days, texts with values.

    Days in it are inclusive, as invoices print them (BT-134, BT-135). Amounts and quantities
    are negative where something is taken back.
    """
    return {
        "edition": EDITION,
        **{key: _plain(value) for key, value in asdict(heading).items()},
        "currency": totals.net.currency,
        "seller": asdict(seller),
        "buyer": asdict(buyer),
        "credits": [
            {"number": each.number, "issued_on": each.issued_on.isoformat()} for each in credits_
        ],
        "lines": [_line(line, decision) for line in lines],
        "summary": list(_summary(lines)),
        "vat": [_group(group) for group in totals.groups],
        "totals": {
            "net_minor": totals.net.minor,
            "vat_minor": totals.vat.minor,
            "rounding_minor": totals.rounding.minor,
            "total_minor": totals.to_pay.minor,
        },
    }


def fingerprint(content: Snapshot) -> str:
    """The SHA-256 of the snapshot in canonical JSON (sorted keys, UTF-8), in hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def written(text: Text) -> dict[str, Any]:
    """A sentence and its values as JSON; `read` gives the sentence back."""
    return {
        "sentence": text.sentence,
        "values": {name: _written_value(value) for name, value in text.values.items()},
    }


def read(stored: dict[str, Any]) -> Text:
    """The sentence that `written` wrote."""
    return Text(
        stored["sentence"], {name: _read_value(value) for name, value in stored["values"].items()}
    )


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


def _written_value(value: Any) -> Any:
    match value:
        case Text():
            return written(value)
        case Money():
            return {"minor": value.minor, "currency": value.currency}
        case date():
            return {"day": value.isoformat()}
        case _:
            return value


def _read_value(value: Any) -> Any:
    match value:
        case {"sentence": _}:
            return read(value)
        case {"minor": int(minor), "currency": str(currency)}:
            return Money(minor, currency)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return value
