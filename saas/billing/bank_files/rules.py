"""What a bank's file tells of money that came, and what is wrong with a file."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.money import Money
from saas.text import N_

MOST_BYTES: Final = 900_000
_AMOUNT: Final = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2})0*)?", re.ASCII)


class NoBankFile(Refusal):
    """It cannot be read as one."""

    says = N_(
        "This is not a file of the bank's that we can read. Fetch a camt.053 or camt.054 (XML) "
        "from the bank, and send it as it is."
    )
    field = "file"


class NothingCameIn(Refusal):
    """It tells of no money that is booked and came in."""

    says = N_("The file tells of no money that has come in, so there is nothing to book.")
    field = "file"


@dataclass
class RowUnclear(Refusal):
    """A row lacks its amount, its day or the bank's own reference, or does not add up."""

    row: int

    says = N_(
        "Row %(row)s of the file lacks an amount, a day or the bank's reference, or its parts do "
        "not add up to it. Nothing was booked. Ask the bank for the file again."
    )
    field: ClassVar[str | None] = "file"


@dataclass
class BatchUntold(Refusal):
    """A row is of several payments at once, and the file does not tell them one by one.

    Booked as one, they would be booked again when another file tells each of them.
    """

    row: int

    says = N_(
        "Row %(row)s of the file is several payments in one sum, without saying which. Nothing "
        "was booked. Fetch the file from the bank that tells each of them (camt.054)."
    )
    field: ClassVar[str | None] = "file"


@dataclass
class NotOurAccount(Refusal):
    """The file is of an account that no seller has."""

    account: str

    says = N_("The file is of account %(account)s, which none of our sellers has.")
    field: ClassVar[str | None] = "file"


@dataclass
class SaidTwice(Refusal):
    """Two rows of the file have the same reference: one would be taken for the other."""

    reference: str

    says = N_(
        "Two rows of the file have the bank's reference %(reference)s. Nothing was booked: book "
        "them by hand, so that neither is lost."
    )
    field: ClassVar[str | None] = "file"


@dataclass
class SaidOtherwise(Refusal):
    """A row that is booked already says another amount now."""

    reference: str
    number: str

    says = N_(
        "The row with the bank's reference %(reference)s is booked already, as %(number)s, with "
        "another amount. Nothing was booked. Look at what the bank says."
    )
    field: ClassVar[str | None] = "file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A row of money that came: to which account, when, how much, from whom and what for."""

    account: str
    booked_on: date
    amount: Money
    bank_reference: str
    reference: str
    payer: str


def minor_units(written: str) -> int | None:
    """The amount "1234.5" in minor units; None for what is no amount with at most two decimals."""
    found = _AMOUNT.fullmatch(written.strip())
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else None


def must_tell(told: Collection[Told]) -> None:
    """Refuse a file without money that came, or where a reference names two rows of an account.

    Raises NothingCameIn or SaidTwice.
    """
    if not told:
        raise NothingCameIn
    seen = set()
    for each in told:
        if (each.account, each.bank_reference) in seen:
            raise SaidTwice(each.bank_reference)
        seen.add((each.account, each.bank_reference))


def must_be_alike(reference: str, *, number: str, booked: Money, told: Money) -> None:
    """Raise SaidOtherwise where a row that is booked already says another amount."""
    if booked != told:
        raise SaidOtherwise(reference, number)
