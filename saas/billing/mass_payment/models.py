"""The questions a mass payment asks; it remembers nothing of its own."""

from __future__ import annotations

from sqlalchemy import select

from saas.billing.invoices.models import Invoice
from saas.billing.mass_payment.rules import Claim
from saas.billing.payments.models import PaymentPart
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.money import Money


def claims() -> list[Claim]:
    """The open invoices of the company in scope, those due first first."""
    open_minor = Invoice.open_minor()
    rows = db.session.execute(
        select(
            Invoice.id,
            Invoice.number,
            Invoice.issued_on,
            Invoice.due_on,
            Invoice.currency,
            open_minor,
        )
        .where(Invoice.kind == InvoiceKind.INVOICE, open_minor > 0)
        .order_by(Invoice.due_on, Invoice.id)
    ).all()
    under_way = PaymentPart.under_way()
    return [
        Claim(
            invoice_id=id_,
            number=number,
            issued_on=issued_on,
            due_on=due_on,
            open=Money(int(minor), currency),
            payment=under_way.get(id_),
        )
        for id_, number, issued_on, due_on, currency, minor in rows
    ]
