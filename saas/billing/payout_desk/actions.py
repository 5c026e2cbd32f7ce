"""Approving a payout, sending the money, or declining and putting the credit back."""

from __future__ import annotations

from datetime import date, datetime

from saas.billing.ledger.actions import book
from saas.billing.payout_desk.rules import (
    good_reason,
    must_be_approvable,
    must_be_declinable,
    must_be_paid_within,
    must_be_sendable,
)
from saas.billing.payout_events import PayoutDeclined, PayoutPaid
from saas.billing.payouts.models import Payout
from saas.billing.payouts.rules import paid_out, put_back
from saas.dates import day_of
from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def approve_payout(number: str, *, by: Person, now: datetime) -> Payout:
    """Say that a payout of the company in scope is right; somebody else sends the money.

    Raises NotAllowed, NotFound, PayoutNotWaiting or NotYourOwnPayout.
    """
    payout = _held(number, by)
    must_be_approvable(payout.state, asker_id=payout.asked_by.account_id, approver_id=by.account_id)
    payout.approved_by_account_id, payout.approved_by_name = by.account_id, by.name
    payout.approved_at = now
    db.session.flush()
    return payout


def mark_paid(
    number: str, *, by: Person, paid_on: date, bank_reference: str, now: datetime
) -> Payout:
    """Write down that the money of an approved payout left our bank on `paid_on`.

    `by` is not who approved it. Raises NotAllowed, NotFound, PayoutNotApproved,
    SomebodyElsePays, NotYourOwnPayout or NoDayOfPayment.
    """
    payout = _held(number, by)
    must_be_sendable(
        payout.state,
        asker_id=payout.asked_by.account_id,
        approver_id=payout.approved_by_account_id,
        payer_id=by.account_id,
    )
    approved_on = day_of(payout.approved_at or now)
    must_be_paid_within(paid_on, approved_on=approved_on, today=day_of(now))
    payout.paid_by_account_id, payout.paid_by_name = by.account_id, by.name
    payout.paid_at, payout.paid_on, payout.bank_reference = now, paid_on, bank_reference
    db.session.flush()
    book(paid_out(payout.number, payout.pieces), on=paid_on)
    announce(PayoutPaid(payout.id))
    return payout


def decline_payout(number: str, *, by: Person, reason: str, now: datetime) -> Payout:
    """Pay nothing out, and put what was set aside back to the customer's credit, anew.

    Invoices that were settled when the payout was asked for stay settled. Raises NotAllowed,
    NotFound, PayoutIsOver or DeclineNeedsReason.
    """
    payout = _held(number, by)
    must_be_declinable(payout.state)
    payout.reason = good_reason(reason)
    payout.declined_by_account_id, payout.declined_by_name = by.account_id, by.name
    payout.declined_at = now
    db.session.flush()
    book(put_back(payout.number, payout.pieces), on=day_of(now))
    announce(PayoutDeclined(payout.id))
    return payout


def _held(number: str, by: Person) -> Payout:
    """The payout, in the company's turn: its credit is not used by others meanwhile."""
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    return Payout.locked(Payout.numbered(number).id)
