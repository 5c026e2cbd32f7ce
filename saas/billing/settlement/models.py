"""What we owe a customer, read off what is open and what is to its credit."""

from __future__ import annotations

from sqlalchemy import func, select

from saas.billing.ledger.models import account_credit
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money


def credit_left(*, currency: str = "SEK") -> Money:
    """What we owe the company in scope: credit on its account and unused credit notes.

    What it owes us on other invoices is not taken off. Never negative.
    """
    unused = select(func.coalesce(func.sum(OpenClaim.open_minor), 0)).where(
        OpenClaim.open_minor < 0, OpenClaim.currency == currency
    )
    return account_credit(currency=currency) - Money(
        int(db.session.scalars(unused).one()), currency
    )
