"""When a row of the bank's can be booked, where it stands, and how it is booked (S11, S110).

Money that came to the bank is at first nobody's: it stands on the account of what is not
identified, and leaves that for a company's books when it is said whose it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from saas.billing.bank_accounts.rules import AccountKind
from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.errors import Refusal
from saas.money import Money
from saas.text import N_

KRONOR: Final = "SEK"
SHORTEST_REASON: Final = 5


class MoveKind(StrEnum):
    """What was done with a row since it was booked."""

    MATCHED = "matched"
    UNDONE = "undone"
    STRUCK = "struck"


class RowState(StrEnum):
    """Where a row stands: by what was done with it last, never stored."""

    WAITING = "waiting"
    MATCHED = "matched"
    STRUCK = "struck"


STATES: Final = {
    RowState.WAITING: N_("Waits for us to say whose it is"),
    RowState.MATCHED: N_("Booked to a company"),
    RowState.STRUCK: N_("Struck out"),
}
TONES: Final = {
    RowState.WAITING: "waiting",
    RowState.MATCHED: "paid",
    RowState.STRUCK: "neutral",
}
MOVED: Final = {
    MoveKind.MATCHED: N_("%(name)s booked it to a company"),
    MoveKind.UNDONE: N_("%(name)s took it back: %(reason)s"),
    MoveKind.STRUCK: N_("%(name)s struck it out: %(reason)s"),
}
_LEADS_TO: Final = {
    None: RowState.WAITING,
    MoveKind.UNDONE: RowState.WAITING,
    MoveKind.MATCHED: RowState.MATCHED,
    MoveKind.STRUCK: RowState.STRUCK,
}


class NothingReceived(Refusal):
    """A row is of money that came in."""

    says = N_("Write how much came in. Money that left the account is not booked here.")
    field = "amount"


class DayToCome(Refusal):
    """What has not happened is not booked."""

    says = N_("The day is still to come. Write the day the bank says it booked the money.")
    field = "booked_on"


@dataclass
class BooksAreClosed(Refusal):
    """The bookkeeper has closed the books of that day."""

    through: date

    says = N_("The books are closed through %(through)s. Book it on a later day.")
    field: ClassVar[str | None] = "booked_on"


class GiroIsInKronor(Refusal):
    """Bankgiro and plusgiro take kronor."""

    says = N_("Only kronor come in by giro. Choose the account with an IBAN.")
    field = "currency"


class NoSuchAccount(Refusal):
    """No seller has it."""

    says = N_("None of our sellers has that bank account. Choose one of those that are listed.")
    field = "account"


@dataclass
class BookedAlready(Refusal):
    """The bank's reference is unique on its account: the same row came once more."""

    number: str

    says = N_("This row of the bank's is booked already, as %(number)s. Nothing was booked again.")
    field: ClassVar[str | None] = "bank_reference"


class WaitsNoMore(Refusal):
    """It is a company's by now, or struck out, or somebody was faster."""

    says = N_("This payment does not wait any more. Look at what became of it.")


class NotMatched(Refusal):
    """Only what is booked to a company can be taken back from it."""

    says = N_("This payment is not booked to any company, so there is nothing to take back.")


class SayWhy(Refusal):
    """Taking money back, and striking it out, has a reason."""

    says = N_("Write why, in words that can be read in ten years.")
    field = "reason"


def state_after(last: MoveKind | None) -> RowState:
    """Where a row stands, by what was done with it last."""
    return _LEADS_TO[last]


def must_be_bookable(
    amount: Money,
    kind: AccountKind,
    *,
    booked_on: date,
    today: date,
    closed_through: date | None,
) -> None:
    """Refuse a row that cannot be booked; all days are Stockholm's.

    Raises NothingReceived, DayToCome, BooksAreClosed or GiroIsInKronor.
    """
    if amount.minor <= 0:
        raise NothingReceived
    if booked_on > today:
        raise DayToCome
    if closed_through and booked_on <= closed_through:
        raise BooksAreClosed(closed_through)
    if kind is not AccountKind.IBAN and amount.currency != KRONOR:
        raise GiroIsInKronor


def must_wait(state: RowState) -> None:
    """Raise WaitsNoMore for what is a company's, or struck out."""
    if state is not RowState.WAITING:
        raise WaitsNoMore


def must_be_matched(state: RowState) -> None:
    """Raise NotMatched for what is no company's."""
    if state is not RowState.MATCHED:
        raise NotMatched


def good_reason(written: str) -> str:
    """The reason as it is kept. Raises SayWhy."""
    if len(written.strip()) < SHORTEST_REASON:
        raise SayWhy
    return written.strip()


def received(number: str, amount: Money) -> Entry:
    """The bank has it, and we owe it to whoever sent it."""
    return Entry(EntryKind.BANK_RECEIVED, number, _between(amount))


def struck_out(number: str, amount: Money) -> Entry:
    """The bank does not have it after all, or has sent it back."""
    return Entry(EntryKind.BANK_STRUCK, number, _between(-amount))


def _between(amount: Money) -> tuple[Posting, ...]:
    return Posting(Account.BANK, amount), Posting(Account.UNIDENTIFIED, -amount)
