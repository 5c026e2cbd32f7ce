"""What has moved a customer's account, read off the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Select, Subquery, func, select

from saas.billing.ledger.models import LedgerEntry, LedgerPosting
from saas.billing.ledger.rules import Account, EntryKind
from saas.db import db
from saas.errors import NotFound
from saas.money import Money
from saas.text import N_

CUSTOMERS: Final = (Account.RECEIVABLE, Account.CREDITS)
PAGE: Final = 100
WORDS: Final = {
    EntryKind.INVOICED: N_("Invoice"),
    EntryKind.CREDITED: N_("Credit note"),
    EntryKind.PAID: N_("Payment"),
    EntryKind.REFUNDED: N_("Refund"),
}


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


def balance(*, currency: str = "SEK") -> Money:
    """What the company in scope owes us in all; negative when we owe it."""
    owed = select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0)).where(
        LedgerPosting.account.in_(CUSTOMERS), LedgerPosting.currency == currency
    )
    return Money(int(db.session.scalars(owed).one()), currency)


def movements(
    *, before: str | None = None, limit: int = PAGE, currency: str = "SEK"
) -> Sequence[Movement]:
    """What moved the account of the company in scope, newest first, with the balance after each.

    `before` is the key of the last movement already seen. Setting credit off against an
    invoice moves nothing between the company and us, and is not among them. Raises NotFound.
    """
    moved = _moved(currency)
    asked = select(moved).order_by(moved.c.id.desc()).limit(limit)
    if before is not None:
        asked = asked.where(moved.c.id < _entry_id(before))
    return _movements(asked, currency)


def movements_between(
    since: date, through: date, *, currency: str = "SEK"
) -> tuple[Money, Sequence[Movement]]:
    """What was owed before `since`, and what moved the account through `through`, oldest first."""
    moved = _moved(currency)
    asked = select(moved).where(moved.c.booked_on >= since, moved.c.booked_on <= through)
    found = _movements(asked.order_by(moved.c.id), currency)
    if found:
        return found[0].balance - found[0].change, found
    before = select(moved.c.balance).where(moved.c.booked_on < since)
    last = db.session.scalar(before.order_by(moved.c.id.desc()).limit(1))
    return Money(int(last or 0), currency), []


def _moved(currency: str) -> Subquery:
    change = func.sum(LedgerPosting.amount_minor)
    return (
        select(
            LedgerEntry.id,
            LedgerEntry.booked_on,
            LedgerEntry.kind,
            LedgerEntry.reference,
            change.label("change"),
            func.sum(change).over(order_by=LedgerEntry.id).label("balance"),
        )
        .join(LedgerPosting.entry)
        .where(LedgerPosting.account.in_(CUSTOMERS), LedgerPosting.currency == currency)
        .group_by(LedgerEntry.tenant_id, LedgerEntry.id)
        .having(change != 0)
        .subquery()
    )


def _movements(asked: Select[Any], currency: str) -> Sequence[Movement]:
    return [
        Movement(
            on=row.booked_on,
            kind=row.kind,
            reference=row.reference,
            change=Money(int(row.change), currency),
            balance=Money(int(row.balance), currency),
        )
        for row in db.session.execute(asked)
    ]


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
