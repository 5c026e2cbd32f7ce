"""What we owe a customer, read off what is open and what is to its credit."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import func, select

from saas.billing.ledger.models import account_credits
from saas.billing.open_claims.models import OpenClaim
from saas.db import db
from saas.money import Money


def credit_left() -> list[Money]:
    """What we owe the company in scope, in each currency we owe any in.

    It is the credit on its account, and credit notes that are not used up. What it owes us on
    other invoices is not taken off.
    """
    unused = db.session.execute(
        select(OpenClaim.currency, -func.sum(OpenClaim.open_minor))
        .where(OpenClaim.open_minor < 0)
        .group_by(OpenClaim.currency)
    )
    left = Counter({amount.currency: amount.minor for amount in account_credits()})
    for currency, minor in unused:
        left[currency] += int(minor)
    return [Money(minor, currency) for currency, minor in sorted(left.items())]
