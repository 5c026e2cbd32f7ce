"""Noting that one of our staff opens a customer's invoice."""

from __future__ import annotations

from datetime import datetime

from saas.billing.invoice_desk.models import StaffLook
from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.tenants.people.models import Person


def note_look(invoice: Invoice, *, by: Person, why: str, now: datetime) -> StaffLook:
    """Note that `by` opens an invoice of the company in scope, and why."""
    look = StaffLook(
        invoice_id=invoice.id, by_account_id=by.account_id, by_name=by.name, why=why, at=now
    )
    db.session.add(look)
    db.session.flush()
    return look
