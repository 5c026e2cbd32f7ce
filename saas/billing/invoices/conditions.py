"""Which invoices a list is asked for, in words the database understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam, select, union

from saas.billing.invoices.columns import IS_CREDIT_NOTE, IS_INVOICE
from saas.billing.invoices.models import ORDER_REFERENCE, Invoice
from saas.billing.invoices.rules import Asked, Show, sought
from saas.billing.open_claims.models import OpenClaim

UNPAID: Final = {Show.OPEN, Show.OVERDUE}


@dataclass(frozen=True, slots=True)
class Shape:
    """Which conditions a question has, whatever their values."""

    show: Show
    names: frozenset[str]


def values_of(asked: Asked, today: date) -> dict[str, Any]:
    """The values of a question, under the names of its places."""
    values: dict[str, Any] = {"today": today} if asked.show is Show.OVERDUE else {}
    for name in ("since", "through", "currency"):
        if value := getattr(asked, name):
            values[name] = value
    if asked.search:
        wanted = sought(asked.search)
        values |= {"text": wanted.text, "above": f"{wanted.text}\uffff"}
        if wanted.digits:
            values["digits"] = wanted.digits
        if wanted.minor is not None:
            values |= {"minor": wanted.minor, "minus": -wanted.minor}
    return values


def claims_of(shape: Shape) -> list[ColumnElement[bool]]:
    """Which claims are meant, where it is about what is open."""
    late = [OpenClaim.due_on < bindparam("today")] if shape.show is Show.OVERDUE else []
    return [OpenClaim.open_minor > 0, *late]


def invoices_of(shape: Shape) -> list[ColumnElement[bool]]:
    """Which invoices are meant, whatever is open on them."""
    kinds = {Show.PAID: [IS_INVOICE], Show.CREDITS: [IS_CREDIT_NOTE]}
    possible = {
        "since": Invoice.issued_on >= bindparam("since"),
        "through": Invoice.issued_on <= bindparam("through"),
        "currency": Invoice.currency == bindparam("currency"),
        "text": Invoice.id.in_(_ids(shape.names)),
    }
    wanted = [condition for name, condition in possible.items() if name in shape.names]
    return [*kinds.get(shape.show, []), *wanted]


def _ids(names: frozenset[str]) -> Any:
    """Invoices whose number begins so, or whose reference, PO number or amount it is."""
    ways = [
        Invoice.number.between(bindparam("text"), bindparam("above")),
        bindparam("text") == ORDER_REFERENCE,
    ]
    if "digits" in names:
        ways.append(Invoice.ocr == bindparam("digits"))
    if "minor" in names:
        amount = Invoice.total_minor
        ways.append((amount == bindparam("minor")) | (amount == bindparam("minus")))
    return union(*(select(Invoice.id).where(way) for way in ways))
