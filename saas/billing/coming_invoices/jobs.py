"""A word ahead of each invoice."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app

from saas.billing.coming_invoices.actions import note_told
from saas.billing.coming_invoices.models import coming_invoice, to_be_told_of
from saas.billing.events import InvoiceComing
from saas.billing.invoice_wishes.models import wishes
from saas.billing.run.models import BillingDay
from saas.dates import now, today
from saas.db import db
from saas.mail import write_mail
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def announce_coming_invoices(day: date) -> None:
    """Every day: say whose invoice comes within days and has not been told of."""
    ahead = timedelta(days=int(current_app.config["SETTINGS"].told_days_ahead))
    for tenant_id, agreement_id, comes_on in to_be_told_of(day, ahead=ahead):
        with tenant_scope(tenant_id):
            announce(InvoiceComing(agreement_id, comes_on))


def tell_of_coming_invoice(fact: InvoiceComing) -> None:
    """Tell those who may pay what will be invoiced and when, once for each invoice.

    Nobody is told of nothing, nor of a day that is no longer the day. Where the days were
    missed on which it should have been said, it is said late, and no more once the day has come.
    """
    if fact.day <= today():
        return
    due = db.session.scalar(
        db.select(BillingDay.due_on).where(BillingDay.agreement_id == fact.agreement_id)
    )
    coming = coming_invoice(fact.agreement_id, fact.day) if due == fact.day else None
    if coming is None or not wishes().told_ahead:
        return
    if not note_told(fact.agreement_id, comes_on=fact.day, now=now()):
        return
    for person in Person.who_may(Permission.PAY):
        write_mail(
            to=person.email,
            template="billing/coming_invoices/coming.txt",
            language=person.account.language,
            person=person,
            company=our_company(),
            coming=coming,
            demands_order=wishes().demands_order,
        )
