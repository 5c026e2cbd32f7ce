"""What has moved a customer's account, read off the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, select, union

from saas.billing.ledger.models import LedgerEntry, LedgerPosting
from saas.billing.ledger.rules import Account, EntryKind
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.errors import NotFound, Refusal
from saas.licensing.agreement.models import Agreement
from saas.money import Money
from saas.text import N_

CUSTOMERS: Final = (Account.RECEIVABLE, Account.CREDITS)
PAGE: Final = 100
MOST_ON_PAPER: Final = 2_000
WORDS: Final = {
    EntryKind.INVOICED: N_("Invoice"),
    EntryKind.CREDITED: N_("Credit note"),
    EntryKind.PAID: N_("Payment"),
    EntryKind.REFUNDED: N_("Refund"),
    EntryKind.PAYOUT_ASKED: N_("Payout"),
    EntryKind.PAYOUT_DECLINED: N_("Payout that was declined"),
    EntryKind.PAYMENT_UNDONE: N_("Payment taken back"),
}


class TooLongForPaper(Refusal):
    """More happened than anybody reads on paper."""

    says = N_("More than 2 000 things happened in those days. Choose fewer days.")
    field = "to"


@dataclass(frozen=True, slots=True)
class Movement:
    """One event: how much more (or, negative, less) is owed by it, and what is owed after it."""

    on: date
    kind: EntryKind
    reference: str
    change: Money
    balance: Money

    @property
    def key(self) -> str:
        """What tells it apart: `paid:pay_x8Hs72`. Where a following page begins."""
        return f"{self.kind}:{self.reference}"

    @property
    def is_from_bank(self) -> bool:
        """Whether it is money that came to our bank, or was taken back: those are B100001."""
        of_payments = self.kind in (EntryKind.PAID, EntryKind.PAYMENT_UNDONE)
        return of_payments and self.reference[:2] == "B1"


@dataclass(frozen=True, slots=True)
class Days:
    """What moved the account from `since` through `through`, both inclusive, oldest first."""

    since: date
    through: date
    opening: Money
    moved: Sequence[Movement]

    @property
    def closing(self) -> Money:
        """What was owed at the end of the last day."""
        return self.moved[-1].balance if self.moved else self.opening

    def newest(self, *, before: str | None) -> Sequence[Movement]:
        """The movements, newest first: those that follow the one whose key is `before`.

        Raises NotFound.
        """
        newest = self.moved[::-1]
        if before is None:
            return newest
        keys = [row.key for row in newest]
        if before not in keys:
            raise NotFound
        return newest[keys.index(before) + 1 :]


def currencies(first: str = "SEK") -> list[str]:
    """The currencies the company in scope has an account in; `first` comes first, and alone."""
    asked = union(
        select(Agreement.currency),
        select(OpenClaim.currency),
        select(LedgerPosting.currency).where(LedgerPosting.account == Account.CREDITS),
    )
    found = {row.currency for row in db.session.execute(asked)}
    return sorted(found | ({first} if not found else set()), key=lambda each: (each != first, each))


def balance(*, currency: str = "SEK") -> Money:
    """What the company in scope owes us in all; negative when we owe it.

    What is open, and what is to its credit: nothing that has been settled is read.
    """
    claimed = select(func.coalesce(func.sum(OpenClaim.open_minor), 0)).where(
        OpenClaim.currency == currency
    )
    credited = select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0)).where(
        LedgerPosting.account == Account.CREDITS, LedgerPosting.currency == currency
    )
    owed = int(db.session.scalars(claimed).one()) + int(db.session.scalars(credited).one())
    return Money(owed, currency)


def movements(
    *, before: str | None = None, limit: int = PAGE, currency: str = "SEK"
) -> Sequence[Movement]:
    """What moved the account of the company in scope, newest first, with the balance after each.

    `before` is the key of the last movement already seen. Setting credit off against an
    invoice moves nothing between the company and us, and is not among them. Raises NotFound.
    """
    asked, after = _moved(currency), balance(currency=currency)
    if before is not None:
        seen = _entry_id(before)
        since = _sum(currency, LedgerPosting.entry_id >= seen)
        after, asked = after - since, asked.where(LedgerEntry.id < seen)
    found = []
    for row in db.session.execute(asked.order_by(LedgerEntry.id.desc()).limit(limit)):
        change = Money(int(row.change), currency)
        found.append(Movement(row.booked_on, row.kind, row.reference, change, after))
        after -= change
    return found


def movements_between(since: date, through: date, *, currency: str = "SEK") -> Days:
    """What was owed before `since`, and what moved the account through `through`.

    Raises TooLongForPaper where that is more than anybody reads.
    """
    earlier = select(LedgerEntry.id).where(
        LedgerEntry.id == LedgerPosting.entry_id, LedgerEntry.booked_on < since
    )
    opening = after = _sum(currency, earlier.exists())
    days = LedgerEntry.booked_on.between(since, through)
    asked = _moved(currency).where(days).order_by(LedgerEntry.booked_on, LedgerEntry.id)
    found = []
    for row in db.session.execute(asked.limit(MOST_ON_PAPER + 1)):
        change = Money(int(row.change), currency)
        after += change
        found.append(Movement(row.booked_on, row.kind, row.reference, change, after))
    if len(found) > MOST_ON_PAPER:
        raise TooLongForPaper
    return Days(since, through, opening, found)


def _moved(currency: str) -> Select[*tuple[Any, ...]]:
    """Each entry that changed what is owed: a page of it is read off the end of the books."""
    change = func.sum(LedgerPosting.amount_minor)
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.booked_on,
            LedgerEntry.kind,
            LedgerEntry.reference,
            change.label("change"),
        )
        .join(LedgerPosting.entry)
        .where(LedgerPosting.account.in_(CUSTOMERS), LedgerPosting.currency == currency)
        .group_by(LedgerEntry.tenant_id, LedgerEntry.id)
        .having(change != 0)
    )


def _sum(currency: str, which: ColumnElement[bool]) -> Money:
    asked = select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0)).where(
        LedgerPosting.account.in_(CUSTOMERS), LedgerPosting.currency == currency, which
    )
    return Money(int(db.session.scalars(asked).one()), currency)


def _entry_id(key: str) -> int:
    kind, _, reference = key.partition(":")
    if kind not in set(EntryKind):
        raise NotFound
    found = db.session.scalar(
        select(LedgerEntry.id).where(LedgerEntry.kind == kind, LedgerEntry.reference == reference)
    )
    if found is None:
        raise NotFound
    return found
