"""Asking for a later day to pay by, and deciding."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from saas.billing.claim_events import LaterDayAsked, LaterDayDecided
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.models import (
    LaterDueDecision,
    LaterDueRequest,
    asked_for,
)
from saas.billing.later_due.rules import (
    LaterDayAskedAlready,
    LaterDayDecidedAlready,
    must_be_owed,
    must_be_within,
    reach,
)
from saas.billing.open_claims.models import left_of
from saas.billing.open_claims.rules import must_be_paid_here
from saas.dates import day_of
from saas.db import db, refused_by
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_for_later_day(
    *, by: Person, number: str, due_on: date, reason: str, at_most: timedelta, now: datetime
) -> LaterDueRequest:
    """Ask to pay the invoice numbered `number` by `due_on`, for a reason; our staff decide.

    Nothing is moved by asking. Raises NotAllowed, NotFound for another's invoice, NoDayToMove,
    InvoiceAtAgency, LaterDayAskedAlready and DueDayOutOfReach.
    """
    by.must(Permission.PAY)
    take_turns()
    invoice = Invoice.numbered(number)
    left = left_of(invoice.id, due_on=invoice.due_on)
    must_be_owed(left.minor)
    must_be_paid_here(number, left)
    before = asked_for(invoice)
    if any(each.waits for each in before):
        raise LaterDayAskedAlready
    must_be_within(due_on, reach(left.due_on, today=day_of(now), at_most=at_most))
    request = LaterDueRequest(
        invoice_id=invoice.id,
        nth=len(before) + 1,
        due_on=due_on,
        instead_of=left.due_on,
        reason=reason,
        asked_at=now,
        asked_by_id=by.id,
        asked_by_name=by.name,
    )
    with refused_by("one_request_for_a_later_day_waits", LaterDayAskedAlready()):
        db.session.add(request)
    announce(LaterDayAsked(request.id))
    return request


def decide_on_later_day(
    *,
    by: Person,
    request: LaterDueRequest,
    due_on: date | None,
    says: str,
    at_most: timedelta,
    now: datetime,
) -> LaterDueDecision:
    """Agree on `due_on`, which need not be the day asked for, or decline by None; and say why.

    The day that is agreed on is the day to pay by from this transaction on; the invoice stays as
    it is. Raises NotAllowed for all but our staff, LaterDayDecidedAlready, NoDayToMove,
    InvoiceAtAgency and DueDayOutOfReach.
    """
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    invoice = Invoice.find(request.invoice_id)
    left = left_of(invoice.id, due_on=invoice.due_on)
    decision = LaterDueDecision(
        request_id=request.id,
        invoice_id=invoice.id,
        due_on=due_on,
        instead_of=left.due_on,
        says=says,
        decided_at=now,
        decided_by_account_id=by.account_id,
        decided_by_name=by.name,
    )
    if due_on is not None:
        must_be_owed(left.minor)
        must_be_paid_here(invoice.number, left)
        must_be_within(due_on, reach(left.due_on, today=day_of(now), at_most=at_most))
    with refused_by("a_request_for_a_later_day_is_decided_once", LaterDayDecidedAlready()):
        db.session.add(decision)
    announce(LaterDayDecided(decision.id))
    return decision
