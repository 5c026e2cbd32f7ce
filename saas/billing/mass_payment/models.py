"""The questions a mass payment asks; it remembers nothing of its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import TextClause, and_, func, select, text, tuple_

from saas.billing.invoices.models import Invoice
from saas.billing.mass_payment.rules import Claim
from saas.billing.open_claims.models import OpenClaim, left_of
from saas.billing.payments.models import PaymentPart
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.money import Money
from saas.scope import current_tenant_id

MOST_AT_ONCE: Final = 500
"""Invoices shown together and paid by one charge."""


def claims(
    *, numbers: Collection[str] | None = None, after: str | None = None, limit: int = MOST_AT_ONCE
) -> list[Claim]:
    """Open invoices of the company in scope, those due first first: at most `limit`.

    Read off what is open, however many have been paid. `numbers` asks for those alone, `after`
    for those that follow the invoice with that number. Raises NotFound for another's.
    """
    place = tuple_(OpenClaim.due_on, OpenClaim.id)
    on = and_(Invoice.tenant_id == OpenClaim.tenant_id, Invoice.id == OpenClaim.id)
    asked = (
        select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            OpenClaim.due_on,
            Invoice.currency,
            OpenClaim.open_minor,
            OpenClaim.at_agency,
            OpenClaim.disputed_minor,
        )
        .join(OpenClaim, on)
        .where(OpenClaim.open_minor > 0, Invoice.kind == InvoiceKind.INVOICE)
        .order_by(OpenClaim.due_on, OpenClaim.id)
        .limit(limit)
    )
    if numbers is not None:
        asked = asked.where(Invoice.number.in_(list(numbers)))
    if after is not None:
        seen = Invoice.numbered(after)
        due_on = left_of(seen.id, due_on=seen.due_on).due_on
        asked = asked.where(place > tuple_(due_on, seen.id))
    rows = db.session.execute(asked).all()
    under_way = PaymentPart.under_way()
    return [_claim(row, under_way) for row in rows]


def how_many_open() -> int:
    """How many invoices of the company in scope are open, shown or not."""
    asked = select(func.count()).select_from(OpenClaim).where(OpenClaim.open_minor > 0)
    return db.session.scalars(asked).one()


def how_many_overdue(today: date) -> int:
    """How many invoices of the company in scope are past their day and may be paid here.

    What is disputed is not asked for, and what an agency collects is paid there. Every page
    asks, so the question is put into words once.
    """
    asked = {"tenant": current_tenant_id(), "today": today}
    return int(db.session.execute(OVERDUE, asked).scalar_one())


OVERDUE: Final[TextClause] = text(
    """
    select count(*) from open_claims
    where tenant_id = :tenant and due_on < :today and open_minor > disputed_minor
        and open_minor > 0 and not at_agency
    """
)


def _claim(row: Any, under_way: Mapping[int, str]) -> Claim:
    id_, number, issued_on, due_on, currency, minor, at_agency, held = row
    return Claim(
        invoice_id=id_,
        number=number,
        issued_on=issued_on,
        due_on=due_on,
        open=Money(int(minor), currency),
        payment=under_way.get(id_),
        at_agency=at_agency,
        disputed_minor=held,
    )
