"""The prebilled periods of the company in scope, and everybody's that have just ended."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.invoices.models import Invoice
from saas.billing.true_up.rules import Billed, TrueUp, true_ups
from saas.db import db
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.plans.rules import Timing
from saas.scope import all_tenants


def statements(today: date) -> list[TrueUp]:
    """The statement of every prebilled period of the company in scope, newest first."""
    found = [
        statement
        for agreement in db.session.scalars(select(Agreement).order_by(Agreement.id))
        for statement in true_ups(
            agreement.timeline(),
            _billed(agreement.id),
            today=today,
            currency=agreement.currency,
        )
    ]
    return sorted(found, key=lambda statement: statement.period, reverse=True)


def statement_from(starts_on: date, *, today: date) -> TrueUp:
    """The statement of the prebilled period that began on a day. Raises NotFound."""
    for statement in statements(today):
        if statement.period.starts_on == starts_on:
            return statement
    raise NotFound


def companies_prebilled(today: date) -> list[int]:
    """The companies that have had prebilled terms by `today`."""
    asked = select(AgreementTerm.tenant_id).where(
        AgreementTerm.billed == Timing.PREBILLED, AgreementTerm.starts_on < today
    )
    with all_tenants(because="the calendar looks for prebilled periods that are over"):
        return list(db.session.scalars(asked.distinct().order_by(AgreementTerm.tenant_id)))


def _billed(agreement_id: int) -> list[Billed]:
    rows = db.session.execute(
        select(InvoiceLine, Invoice.issued_on)
        .join(Invoice, Invoice.id == InvoiceLine.invoice_id)
        .where(InvoiceLine.agreement_id == agreement_id)
        .order_by(InvoiceLine.id)
    )
    return [Billed(line=line.charge, issued_on=issued_on) for line, issued_on in rows]
