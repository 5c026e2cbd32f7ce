"""How far a payout has come, where its money is from, and how it is booked (S14, S20, R11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final, TypeAlias

from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.errors import Refusal
from saas.money import Money, total
from saas.text import N_

Pieces: TypeAlias = Sequence[tuple[int | None, Money]]
"""What a payout is made of: how much of which credit note; None is credit on the account."""


class PayoutType(StrEnum):
    """Where the money is from, so that nobody wonders what has arrived (S20)."""

    CREDIT_NOTE = "credit_note"
    OVERPAYMENT = "overpayment"
    BOTH = "both"


class PayoutState(StrEnum):
    """How far a payout has come. Read off what has been done with it, never stored."""

    WAITING = "waiting"
    APPROVED = "approved"
    PAID = "paid"
    DECLINED = "declined"


TYPES: Final = {
    PayoutType.CREDIT_NOTE: N_("From credit notes"),
    PayoutType.OVERPAYMENT: N_("From what was paid too much"),
    PayoutType.BOTH: N_("From credit notes and what was paid too much"),
}
STATES: Final = {
    PayoutState.WAITING: N_("Waits to be approved"),
    PayoutState.APPROVED: N_("Approved, on its way"),
    PayoutState.PAID: N_("Paid out"),
    PayoutState.DECLINED: N_("Not paid out"),
}
TONES: Final = {
    PayoutState.WAITING: "waiting",
    PayoutState.APPROVED: "processing",
    PayoutState.PAID: "paid",
    PayoutState.DECLINED: "declined",
}


class PayoutOutdated(Refusal):
    """What was shown is not what would be paid out; it is shown anew."""

    says = N_(
        "Something was invoiced, paid or credited since you looked, so the payout is another "
        "now. Nothing has been asked for. Check it again below."
    )


def must_be_as_shown(fingerprint: str, *, shown: str) -> None:
    """Raise PayoutOutdated unless exactly what was shown would be done (promises.md R14)."""
    if fingerprint != shown:
        raise PayoutOutdated


def type_of(pieces: Pieces) -> PayoutType:
    """Where the money that is paid out is from."""
    of_notes = {note is not None for note, _ in pieces}
    if len(of_notes) > 1:
        return PayoutType.BOTH
    return PayoutType.CREDIT_NOTE if True in of_notes else PayoutType.OVERPAYMENT


def set_aside(number: str, pieces: Pieces) -> Entry:
    """The credit is used up, and we owe the money that is to be paid out."""
    return Entry(EntryKind.PAYOUT_ASKED, number, tuple(_moved(pieces)))


def put_back(number: str, pieces: Pieces) -> Entry:
    """Nothing is paid out: the credit is where it was before."""
    back = [(note, -amount) for note, amount in pieces]
    return Entry(EntryKind.PAYOUT_DECLINED, number, tuple(_moved(back)))


def paid_out(number: str, pieces: Pieces) -> Entry:
    """The money has left our bank, and we owe it no more."""
    owed = (Posting(Account.PAYOUTS, amount, note) for note, amount in pieces)
    sent = Posting(Account.BANK, -total(amount for _, amount in pieces))
    return Entry(EntryKind.PAYOUT_PAID, number, (*owed, sent))


def _moved(pieces: Pieces) -> Iterable[Posting]:
    """A posting names its credit note, so that the books know which seller's it is."""
    for note, amount in pieces:
        of = Account.CREDITS if note is None else Account.RECEIVABLE
        yield Posting(of, amount, note)
        yield Posting(Account.PAYOUTS, -amount, note)
