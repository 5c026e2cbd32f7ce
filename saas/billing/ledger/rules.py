"""Entries whose postings sum to zero, and the accounts they are made on.

A debit is positive and a credit negative. What a customer owes on an invoice is the sum of
that invoice's postings on `receivable`; no balance is stored beside it (domain.md §10).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from saas.money import Money, total


class Account(StrEnum):
    """Where money is, in our own words."""

    RECEIVABLE = "receivable"  # customers owe us
    CARD_IN_TRANSIT = "card_in_transit"  # the card gateway owes us
    BANK = "bank"
    REVENUE = "revenue"
    VAT = "vat"
    ROUNDING = "rounding"
    CREDITS = "credits"  # we owe customers: overpaid, or credited and not yet set off
    PAYOUTS = "payouts"  # we are to pay out to customers, and have not yet
    UNIDENTIFIED = "unidentified"  # has come to our bank, and nobody has said whose it is


class EntryKind(StrEnum):
    """What happened in the world that an entry tells of."""

    INVOICED = "invoiced"
    CREDITED = "credited"
    CREDIT_SET_OFF = "credit_set_off"
    PAID = "paid"
    REFUNDED = "refunded"
    PAYOUT_ASKED = "payout_asked"
    PAYOUT_DECLINED = "payout_declined"
    PAYOUT_PAID = "payout_paid"
    BANK_RECEIVED = "bank_received"
    BANK_STRUCK = "bank_struck"
    PAYMENT_UNDONE = "payment_undone"


class Unbalanced(ValueError):
    """An entry whose postings do not sum to zero: a fault of ours, never a refusal."""


@dataclass(frozen=True, slots=True)
class Posting:
    """An amount on an account; on `receivable` always of one invoice or credit note."""

    account: Account
    amount: Money
    invoice_id: int | None = None

    def __post_init__(self) -> None:
        """Raise ValueError for a receivable nobody owes."""
        if self.account is Account.RECEIVABLE and self.invoice_id is None:
            raise ValueError("A receivable is always that of an invoice.")


@dataclass(frozen=True, slots=True)
class Entry:
    """One event and its postings. `reference` names the event and is unique within its kind."""

    kind: EntryKind
    reference: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        """Raise Unbalanced unless the postings sum to zero in every currency."""
        sums: defaultdict[str, int] = defaultdict(int)
        for posting in self.postings:
            sums[posting.amount.currency] += posting.amount.minor
        if not self.postings or any(sums.values()):
            raise Unbalanced(f"{self.kind} {self.reference}: {dict(sums)}")


def invoiced(
    invoice_id: int, number: str, *, net: Money, vat: Money, rounding: Money
) -> Entry | None:
    """The customer owes net, VAT and rounding. A credit note's amounts are negative.

    None for an invoice that comes to nothing: it moves coverage, not money.
    """
    gross = total([net, vat, rounding])
    kind = EntryKind.CREDITED if gross.minor < 0 else EntryKind.INVOICED
    postings = _without_zeros(
        Posting(Account.RECEIVABLE, gross, invoice_id),
        Posting(Account.REVENUE, -net),
        Posting(Account.VAT, -vat),
        Posting(Account.ROUNDING, -rounding),
    )
    return Entry(kind, number, postings) if postings else None


def paid(reference: str, *, amount: Money, to: Account, open_amounts: Mapping[int, Money]) -> Entry:
    """`amount` has reached the account `to`, and settles invoices in the order given.

    `open_amounts` maps invoice ids to what this payment was made for, capped by what is still
    open. Money beyond that is never lost: it becomes the customer's credit.
    """
    left, postings = amount, [Posting(to, amount)]
    for invoice_id, open_amount in open_amounts.items():
        settled = min(left, open_amount)
        if settled.minor > 0:
            postings.append(Posting(Account.RECEIVABLE, -settled, invoice_id))
            left -= settled
    return Entry(
        EntryKind.PAID, reference, _without_zeros(*postings, Posting(Account.CREDITS, -left))
    )


def credit_set_off(
    reference: str, *, credit: Mapping[int, Money], against: Mapping[int, Money], spare: Money
) -> Entry | None:
    """Use what we owe the customer to settle what the customer owes us.

    `credit` maps credit notes to what is left of them (positive), `spare` is the credit on
    the account, `against` maps open invoices to their open amounts, in order of settlement.
    Credit notes are used up first; what they leave over goes to the account. None when there
    is nothing to set off.
    """
    zero = spare - spare
    available = sum(credit.values(), start=spare)
    postings = [Posting(Account.RECEIVABLE, amount, note) for note, amount in credit.items()]
    left = available
    for invoice_id, open_amount in against.items():
        settled = min(left, open_amount)
        if settled > zero:
            postings.append(Posting(Account.RECEIVABLE, -settled, invoice_id))
            left -= settled
    postings.append(Posting(Account.CREDITS, spare - left))
    kept = _without_zeros(*postings)
    return Entry(EntryKind.CREDIT_SET_OFF, reference, kept) if kept else None


def _without_zeros(*postings: Posting) -> tuple[Posting, ...]:
    return tuple(posting for posting in postings if posting.amount)
