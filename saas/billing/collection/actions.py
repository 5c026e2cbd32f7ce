"""Handing an invoice over to the agency, asking to have it back, and deciding."""

from __future__ import annotations

from datetime import datetime

from saas.billing.claim_events import InvoiceHandedOver, RecallAsked, RecallDecided
from saas.billing.collection.models import (
    CollectionHandover,
    Handed,
    RecallDecision,
    RecallRequest,
    handed_over,
)
from saas.billing.collection.ready import collectable
from saas.billing.collection.rules import (
    AtAgencyAlready,
    NoAgency,
    RecallAskedAlready,
    RecallDecidedAlready,
    RecallOutcome,
    must_be_asked,
    must_be_at_agency,
)
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.billing.open_claims.rules import Agency
from saas.billing.payments.models import PaymentPart
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.billing.reminders.rules import Ladder
from saas.dates import day_of
from saas.db import db, refused_by
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def hand_over(
    *, by: Person, number: str, agency: Agency | None, ladder: Ladder, reason: str, now: datetime
) -> CollectionHandover:
    """Hand the overdue invoice numbered `number` over to `agency`, with what is open on it.

    In the company's turn, as is paying: whoever pays afterwards is refused, and what is being
    paid is not handed over. `ladder` is by what we remind, for who is told that too few have
    gone. Raises NotAllowed for all but our staff, NoAgency, NotFound, InvoiceBeingPaid, and what
    `must_be_collectable` raises.
    """
    by.must_be_staff(Permission.DECIDE)
    if agency is None:
        raise NoAgency
    take_turns()
    invoice = Invoice.numbered(number)
    left = collectable(invoice, ladder, today=day_of(now))
    if invoice.id in PaymentPart.under_way():
        raise InvoiceBeingPaid
    handover = CollectionHandover(
        invoice_id=invoice.id,
        nth=len(handed_over(invoice)) + 1,
        amount_minor=left.minor,
        currency=invoice.currency,
        reason=reason,
        agency_name=agency.name,
        agency_phone=agency.phone,
        agency_address=agency.address,
        agency_url=agency.url,
        handed_at=now,
        handed_by_account_id=by.account_id,
        handed_by_name=by.name,
    )
    with refused_by("an_invoice_is_handed_over_once", AtAgencyAlready()):
        db.session.add(handover)
    announce(InvoiceHandedOver(handover.id))
    return handover


def ask_to_recall(*, by: Person, number: str, reason: str, now: datetime) -> RecallRequest:
    """Ask our staff to take an invoice back from the agency, and say why (S19).

    Raises NotAllowed, NotFound, NotAtAgency and RecallAskedAlready.
    """
    by.must(Permission.PAY)
    take_turns()
    handed = _in_force(number)
    if handed.waiting:
        raise RecallAskedAlready
    request = RecallRequest(
        handover_id=handed.handover.id,
        nth=len(handed.requests) + 1,
        reason=reason,
        asked_at=now,
        asked_by_id=by.id,
        asked_by_name=by.name,
    )
    with refused_by("one_request_to_recall_waits", RecallAskedAlready()):
        db.session.add(request)
    announce(RecallAsked(request.id))
    return request


def decide_on_recall(
    *, by: Person, number: str, outcome: RecallOutcome, says: str, now: datetime
) -> RecallDecision:
    """Take an invoice back from the agency, asked or not, or let it stay there; and say why.

    What is taken back is paid here again, from this transaction on. Raises NotAllowed for all
    but our staff, NotFound, NotAtAgency, NobodyAsked and RecallDecidedAlready.
    """
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    handed = _in_force(number)
    must_be_asked(outcome, is_asked=handed.waiting is not None)
    decision = RecallDecision(
        handover_id=handed.handover.id,
        request_id=handed.waiting.id if handed.waiting else None,
        outcome=outcome,
        says=says,
        decided_at=now,
        decided_by_account_id=by.account_id,
        decided_by_name=by.name,
    )
    with refused_by("a_handover_is_taken_back_once", RecallDecidedAlready()):
        db.session.add(decision)
    announce(RecallDecided(decision.id))
    return decision


def _in_force(number: str) -> Handed:
    """The hand-over of an invoice that is at the agency now. Raises NotFound and NotAtAgency."""
    invoice = Invoice.numbered(number)
    must_be_at_agency(left_of(invoice.id, due_on=invoice.due_on))
    return handed_over(invoice)[-1]
