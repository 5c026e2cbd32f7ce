"""When an invoice is due, and where it stands."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from saas.billing.totals.rules import InvoiceKind
from saas.money import Money


class Standing(StrEnum):
    """Where an invoice stands, as its list shows it. Derived each time, never stored."""

    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDIT = "credit"  # a credit note, used up or not


def due_on(issued_on: date, *, days: int) -> date:
    """The day to pay by: `days` after the day of issue, which is not itself counted."""
    return issued_on + timedelta(days=days)


def standing(kind: InvoiceKind, *, open_amount: Money, due: date, today: date) -> Standing:
    """Where an invoice stands on the Stockholm day `today`. The due day itself is in time."""
    if kind is InvoiceKind.CREDIT_NOTE:
        return Standing.CREDIT
    if open_amount.minor <= 0:
        return Standing.PAID
    return Standing.OVERDUE if due < today else Standing.OPEN
