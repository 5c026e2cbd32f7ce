"""What stands between an overdue invoice and the agency, and what nothing stands between (S17)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, select, true
from sqlalchemy.sql.selectable import LateralFromClause

from saas.billing.collection.rules import NEEDED, Reminded, must_be_collectable
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.models import DECIDED, LaterDueRequest, asked_for
from saas.billing.open_claims.models import OpenClaim, left_of
from saas.billing.open_claims.rules import Left
from saas.billing.reminders.models import Reminder, reminders_of
from saas.billing.reminders.rules import Claim, Ladder, next_step
from saas.db import db
from saas.errors import Refusal
from saas.money import Money
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant, our_company


@dataclass(frozen=True, slots=True)
class Collectable:
    """An overdue invoice that is unpaid despite reminders: how many, and the day of the last."""

    number: str
    company: str
    customer_number: str
    due_on: date
    open: Money
    reminders: int
    reminded_on: date


def collectable(invoice: Invoice, ladder: Ladder, *, today: date) -> Left:
    """What is left of an invoice that may be handed over on the Stockholm day `today`.

    Raises what `must_be_collectable` raises.
    """
    left = left_of(invoice.id, due_on=invoice.due_on)
    must_be_collectable(
        left,
        _reminded(invoice, left, ladder, today=today),
        today=today,
        later_day_asked=any(each.waits for each in asked_for(invoice)),
        ceased=our_company().ceased_on is not None,
    )
    return left


def in_the_way(invoice: Invoice, ladder: Ladder, *, today: date) -> Refusal | None:
    """Why an invoice may not be handed over just now; None where it may."""
    try:
        collectable(invoice, ladder, today=today)
    except Refusal as refusal:
        return refusal
    return None


def _reminded(invoice: Invoice, left: Left, ladder: Ladder, *, today: date) -> Reminded:
    """What has been sent, and the first day of what is to come: today has been looked at."""
    had = reminders_of(invoice)
    step, last_on = (had[-1].step, had[-1].written_on) if had else (0, None)
    coming = next_step(Claim(left.minor, left.due_on, step, last_on), ladder)
    return Reminded(len(had), max(coming[1], today + timedelta(days=1)) if coming else None)


def ready_everywhere(*, today: date, limit: int) -> list[Collectable]:
    """What is overdue at any company despite reminders, and not at the agency; oldest first.

    Nothing is here whose customer has ceased, or waits for our word on a later day or on a
    dispute. What is being paid is seen when it is handed over.
    """
    sent = _sent()
    rows = (
        select(
            Invoice.number,
            Tenant.name,
            Tenant.customer_number,
            OpenClaim.due_on,
            OpenClaim.open_minor,
            OpenClaim.currency,
            sent.c.count,
            sent.c.last_on,
        )
        .select_from(OpenClaim)
        .join(sent, true())
        .join(Invoice, and_(Invoice.tenant_id == OpenClaim.tenant_id, Invoice.id == OpenClaim.id))
        .join(Tenant, Tenant.id == OpenClaim.tenant_id)
        .where(OpenClaim.open_minor > 0, OpenClaim.due_on < today, ~OpenClaim.at_agency)
        .where(OpenClaim.disputed_minor == 0, Tenant.ceased_on.is_(None))
        .where(~_waits_for_our_word())
        .order_by(OpenClaim.due_on, OpenClaim.tenant_id, OpenClaim.id)
        .limit(limit)
    )
    with all_tenants(because="staff see what is unpaid despite reminders"):
        return [
            Collectable(number, name, customer, due_on, Money(minor, currency), had, last_on)
            for number, name, customer, due_on, minor, currency, had, last_on in (
                db.session.execute(rows)
            )
        ]


def _sent() -> LateralFromClause:
    """How many reminders of an open claim have gone, where that is enough, and when the last."""
    its = and_(Reminder.tenant_id == OpenClaim.tenant_id, Reminder.invoice_id == OpenClaim.id)
    asked = select(func.count().label("count"), func.max(Reminder.written_on).label("last_on"))
    return asked.where(its).having(func.count() >= NEEDED).correlate(OpenClaim).lateral()


def _waits_for_our_word() -> ColumnElement[bool]:
    """Whether somebody asked to pay an open claim later, and nobody has decided."""
    undecided = ~exists().where(DECIDED).correlate(LaterDueRequest)
    its = and_(
        LaterDueRequest.tenant_id == OpenClaim.tenant_id, LaterDueRequest.invoice_id == OpenClaim.id
    )
    return exists().where(its, undecided).correlate(OpenClaim)
