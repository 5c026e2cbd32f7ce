"""When an invoice is due, where it stands, and what has happened to it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from saas.billing.dispatches.rules import Sent
from saas.billing.ledger.rules import EntryKind
from saas.billing.totals.rules import InvoiceKind
from saas.dates import day_of
from saas.money import Money
from saas.text import N_, Text


class Standing(StrEnum):
    """Where an invoice stands, as its list shows it. Derived each time, never stored."""

    OPEN = "open"
    OVERDUE = "overdue"
    COLLECTION = "collection"  # with the collection agency
    DISPUTED = "disputed"  # all that is open waits for our answer
    PAID = "paid"
    CREDIT = "credit"  # a credit note, used up or not


class Show(StrEnum):
    """Which invoices a list shows."""

    ALL = "all"
    OPEN = "open"
    OVERDUE = "overdue"
    PAID = "paid"
    CREDITS = "credits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which of a company's invoices somebody wants to see; days are inclusive."""

    show: Show = Show.ALL
    since: date | None = None
    through: date | None = None
    currency: str = ""
    search: str = ""

    @property
    def is_narrow(self) -> bool:
        """Whether only some are asked for, so that their sum says something."""
        return self != Asked()


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody may mean by the words they search for.

    `text` is the beginning of a number, or a purchase order; `digits` an OCR number; `minor`
    an amount in minor units.
    """

    text: str
    digits: str
    minor: int | None


def sought(written: str) -> Sought:
    """What is searched for: "2026 0000 123", "561,25", "1,234.50 kr" or "PO-4711"."""
    text = " ".join(written.split())
    bare = "".join(text.split())
    digits = bare if bare.isascii() and bare.isdecimal() else ""
    return Sought(digits or text, digits, _amount(bare.casefold()))


def _amount(bare: str) -> int | None:
    """Minor units of an amount as people write it; None for what is no amount."""
    bare = bare.removesuffix("kr").removesuffix("sek").removesuffix("eur").removeprefix("-")
    found = _AMOUNT.fullmatch(bare)
    if not found:
        return None
    whole = found["whole"].translate(_SEPARATORS)
    return int(whole) * 100 + int((found["part"] or "0").ljust(2, "0"))


_AMOUNT: Final = re.compile(
    r"(?P<whole>[0-9]{1,15}|[0-9]{1,3}(?:[.,][0-9]{3}){1,4})(?:[.,](?P<part>[0-9]{1,2}))?"
)
_SEPARATORS: Final = str.maketrans("", "", ".,")


def due_on(issued_on: date, *, days: int) -> date:
    """The day to pay by: `days` after the day of issue, which is not itself counted."""
    return issued_on + timedelta(days=days)


def standing_of(
    kind: InvoiceKind,
    open_minor: int,
    due: date,
    today: date,
    *,
    at_agency: bool = False,
    disputed_minor: int = 0,
) -> Standing:
    """Where an invoice stands on the Stockholm day `today`, of which so much is open.

    `due` is the day to pay by, which is itself in time. What is open and at the agency, or all
    of it disputed, is so whatever its day.
    """
    if kind is InvoiceKind.CREDIT_NOTE:
        return Standing.CREDIT
    if open_minor <= 0:
        return Standing.PAID
    if at_agency:
        return Standing.COLLECTION
    if disputed_minor >= open_minor:
        return Standing.DISPUTED
    return Standing.OVERDUE if due < today else Standing.OPEN


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened to an invoice, on a Stockholm day; `tone` colours it.

    `leads_to` is where more of it is: a kind of thing and its name, ("invoice", "20260000012").
    """

    on: date
    what: Text
    tone: str = ""
    leads_to: tuple[str, str] | None = None


WORDS: Final = {
    Standing.OPEN: N_("Unpaid"),
    Standing.OVERDUE: N_("Past due"),
    Standing.COLLECTION: N_("With the collection agency"),
    Standing.DISPUTED: N_("Disputed"),
    Standing.PAID: N_("Paid"),
    Standing.CREDIT: N_("Credit note"),
}

SHOWN: Final = {
    Show.ALL: N_("All"),
    Show.OPEN: N_("Unpaid invoices"),
    Show.OVERDUE: N_("Overdue"),
    Show.PAID: N_("Paid invoices"),
    Show.CREDITS: N_("Credit notes"),
}


def happenings(
    number: str,
    *,
    issued_on: date,
    overdue_since: date | None,
    moved: Iterable[tuple[EntryKind, str, date, Money]],
    sent: Iterable[Sent] = (),
    also: Iterable[Happening] = (),
) -> list[Happening]:
    """The life of an invoice, oldest first: its issue, what moved it in the ledger, its sendings.

    `overdue_since` is its due day while it is overdue; where it is not, None. `also` is what
    other rooms know of it.
    """
    told = [Happening(issued_on, Text(N_("Issued")), "info")]
    told += [Happening(day_of(each.at), each.what, each.tone) for each in sent]
    for kind, reference, on, amount in moved:
        if kind not in _MOVED:
            continue
        sentence = _MOVED[kind]
        if kind is EntryKind.CREDIT_SET_OFF and reference == number:
            sentence = N_("%(amount)s set off against your credit")
        said = Text(sentence, {"amount": _size(amount), "reference": reference})
        told.append(Happening(on, said, "good"))
    told += also
    if overdue_since:
        told.append(
            Happening(overdue_since, Text(N_("Fell due without being paid in full")), "bad")
        )
    return sorted(told, key=lambda happening: happening.on)


_MOVED: Final = {
    EntryKind.PAID: N_("%(amount)s paid"),
    EntryKind.REFUNDED: N_("%(amount)s paid back"),
    EntryKind.CREDIT_SET_OFF: N_("%(amount)s credited by credit note %(reference)s"),
}


def _size(amount: Money) -> Money:
    return Money(abs(amount.minor), amount.currency)
