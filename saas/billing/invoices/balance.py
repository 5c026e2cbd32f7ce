"""What a company owes, in a few figures above its list of invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import case, func, select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import LedgerPosting
from saas.billing.ledger.rules import Account
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money


@dataclass(frozen=True, slots=True)
class Owed:
    """What a company owes in one currency: how many invoices, and what is past its due day.

    `credit` is what we owe the company beyond its invoices.
    """

    count: int
    open: Money
    overdue: Money
    credit: Money


def owed(today: date) -> list[Owed]:
    """What the company in scope owes on the Stockholm day `today`, in each currency it has.

    Two questions, neither of which reads what has been settled: the largest debt comes first.
    """
    late = case((Invoice.due_on < today, OpenClaim.open_minor), else_=0)
    claims = db.session.execute(
        select(Invoice.currency, func.count(), func.sum(OpenClaim.open_minor), func.sum(late))
        .select_from(OpenClaim)
        .join(
            Invoice,
            (Invoice.tenant_id == OpenClaim.tenant_id) & (Invoice.id == OpenClaim.id),
        )
        .where(OpenClaim.open_minor > 0)
        .group_by(Invoice.currency)
    )
    found = {currency: (count, int(open_), int(past)) for currency, count, open_, past in claims}
    credits_ = _credits()
    told = [
        Owed(count, Money(open_, currency), Money(past, currency), Money(spare, currency))
        for currency in found.keys() | credits_.keys()
        for count, open_, past in [found.get(currency, (0, 0, 0))]
        for spare in [credits_.get(currency, 0)]
    ]
    return sorted(told, key=lambda each: (-each.open.minor, each.open.currency))


def _credits() -> dict[str, int]:
    """What we owe the company on its account, by currency; none where it is nothing."""
    spare = func.sum(LedgerPosting.amount_minor)
    rows = db.session.execute(
        select(LedgerPosting.currency, -spare)
        .where(LedgerPosting.account == Account.CREDITS)
        .group_by(LedgerPosting.currency)
        .having(spare != 0)
    )
    return {currency: int(minor) for currency, minor in rows}
