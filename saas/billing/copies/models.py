"""The invoices of a period."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, select

from saas.billing.copies.rules import IssuedBetween, some_but_not_too_many
from saas.billing.invoices.models import Invoice
from saas.billing.snapshot.rules import Snapshot
from saas.db import db

BATCH = 200


def issued_between(period: IssuedBetween, *, most: int) -> Iterator[Snapshot]:
    """The snapshots of the company in scope in the order of issue, some at a time.

    Raises NothingInPeriod or TooMuchAtOnce before any of them is read.
    """
    within = Invoice.issued_on.between(period.first, period.until)
    count = db.session.scalar(select(func.count()).select_from(Invoice).where(within)) or 0
    some_but_not_too_many(count, most=most)
    asked = select(Invoice.snapshot).where(within).order_by(Invoice.issued_on, Invoice.id)
    return iter(db.session.scalars(asked.execution_options(yield_per=BATCH)))
