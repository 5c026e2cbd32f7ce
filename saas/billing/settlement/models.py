"""What we owe a customer, read off the ledger."""

from __future__ import annotations

from sqlalchemy import func, select

from saas.billing.ledger.models import LedgerPosting, account_credit
from saas.billing.ledger.rules import Account
from saas.db import db
from saas.money import Money


def credit_left(*, currency: str = "SEK") -> Money:
    """What we owe the company in scope: credit on its account and unused credit notes.

    What it owes us on other invoices is not taken off. Never negative.
    """
    unused = (
        select(func.sum(LedgerPosting.amount_minor).label("open_minor"))
        .where(LedgerPosting.account == Account.RECEIVABLE, LedgerPosting.currency == currency)
        .group_by(LedgerPosting.tenant_id, LedgerPosting.invoice_id)
        .having(func.sum(LedgerPosting.amount_minor) < 0)
        .subquery()
    )
    on_notes = db.session.scalar(select(func.coalesce(func.sum(unused.c.open_minor), 0)))
    return account_credit(currency=currency) - Money(int(on_notes or 0), currency)
