"""A company's credit and its open invoices, read off what is open: nothing settled is read."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, func, select, union

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import LedgerPosting, account_credit
from saas.billing.ledger.rules import Account
from saas.billing.netting.rules import Allocation, Claim, Source, allocated
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money


def allocation(*, currency: str = "SEK") -> Allocation:
    """What becomes of all that stands to the credit of the company in scope (S15).

    Credit notes are used in the order of their issue, then the credit on the account; invoices
    are settled in the order they fall due. Holds for as long as the company's turn is held.
    """
    notes = _open(currency).where(OpenClaim.open_minor < 0).order_by(Invoice.issued_on, Invoice.id)
    claims = _open(currency).where(OpenClaim.open_minor > 0).order_by(OpenClaim.due_on, Invoice.id)
    sources = [
        Source(number, id_, Money(-int(minor), currency))
        for number, id_, minor, _there, _held in db.session.execute(notes)
    ]
    return allocated(
        [*sources, Source(None, None, account_credit(currency=currency))],
        [
            Claim(number, id_, Money(int(minor), currency), there, Money(held, currency))
            for number, id_, minor, there, held in db.session.execute(claims)
        ],
        currency=currency,
    )


def currencies_in_credit(first: str = "SEK") -> list[str]:
    """The currencies in which we owe the company in scope; `first` comes first, and alone."""
    on_account = (
        select(LedgerPosting.currency)
        .where(LedgerPosting.account == Account.CREDITS)
        .group_by(LedgerPosting.currency)
        .having(func.sum(LedgerPosting.amount_minor) < 0)
    )
    asked = union(select(OpenClaim.currency).where(OpenClaim.open_minor < 0), on_account)
    found = {row.currency for row in db.session.execute(asked)}
    return sorted(found or {first}, key=lambda each: (each != first, each))


def _open(currency: str) -> Select[*tuple[Any, ...]]:
    on = and_(Invoice.tenant_id == OpenClaim.tenant_id, Invoice.id == OpenClaim.id)
    return (
        select(
            Invoice.number,
            Invoice.id,
            OpenClaim.open_minor,
            OpenClaim.at_agency,
            OpenClaim.disputed_minor,
        )
        .join(OpenClaim, on)
        .where(OpenClaim.currency == currency)
    )
