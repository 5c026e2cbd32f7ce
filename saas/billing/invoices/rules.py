"""When an invoice is due, where it stands, and what has happened to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from saas.billing.ledger.rules import EntryKind
from saas.billing.totals.rules import InvoiceKind
from saas.money import Money
from saas.text import N_, Text


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


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an invoice, on a Stockholm day; `tone` colours it."""

    on: date
    what: Text
    tone: str = ""


WORDS: Final = {
    Standing.OPEN: N_("Unpaid"),
    Standing.OVERDUE: N_("Past due"),
    Standing.PAID: N_("Paid"),
    Standing.CREDIT: N_("Credit note"),
}


def happenings(
    number: str,
    *,
    issued_on: date,
    overdue_since: date | None,
    moved: Iterable[tuple[EntryKind, str, date, Money]],
) -> Iterator[Happening]:
    """The life of an invoice, oldest first, from what has moved it in the ledger.

    `overdue_since` is its due day while it is overdue; where it is not, None.
    """
    yield Happening(issued_on, Text(N_("Issued and sent")), "info")
    for kind, reference, on, amount in moved:
        if kind not in _MOVED:
            continue
        sentence = _MOVED[kind]
        if kind is EntryKind.CREDIT_SET_OFF and reference == number:
            sentence = N_("%(amount)s set off against your credit")
        yield Happening(
            on, Text(sentence, {"amount": _size(amount), "reference": reference}), "good"
        )
    if overdue_since:
        yield Happening(overdue_since, Text(N_("Fell due without being paid in full")), "bad")


_MOVED: Final = {
    EntryKind.PAID: N_("%(amount)s paid"),
    EntryKind.REFUNDED: N_("%(amount)s paid back"),
    EntryKind.CREDIT_SET_OFF: N_("%(amount)s credited by credit note %(reference)s"),
}


def _size(amount: Money) -> Money:
    return Money(abs(amount.minor), amount.currency)
