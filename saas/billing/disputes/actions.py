"""Disputing an invoice, withdrawing that, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from saas.billing.credit_notes.models import creditable
from saas.billing.dispute_events import DisputeEnded, InvoiceDisputed
from saas.billing.disputes.models import Dispute, DisputeDecision, disputes_of
from saas.billing.disputes.rules import (
    DisputedAlready,
    DisputeDecidedAlready,
    DisputeOutcome,
    NotDisputed,
    disputable_lines,
    disputed_amount,
    new_due_day,
)
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.billing.open_claims.rules import must_be_paid_here
from saas.dates import day_of
from saas.db import db, refused_by
from saas.money import Money
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def dispute_invoice(
    *, by: Person, number: str, line: int | None, amount: Money | None, reason: str, now: datetime
) -> Dispute:
    """Say that the invoice numbered `number` is not as agreed, in all or in its line `line`.

    `amount` is with VAT; None is all that is left of the line, or of the invoice. It is held
    from this transaction on. Raises NotAllowed, NotFound, InvoiceAtAgency, DisputedAlready,
    NothingToDispute, NothingOnThatLine and DisputeTooLarge.
    """
    by.must(Permission.PAY)
    take_turns()
    invoice = Invoice.numbered(number)
    claim = left_of(invoice.id, due_on=invoice.due_on)
    must_be_paid_here(number, claim)
    before = disputes_of(invoice)
    if any(each.is_open for each in before):
        raise DisputedAlready
    left = Money(claim.minor, invoice.currency)
    lines = disputable_lines(creditable(invoice), left=left) if line is not None else []
    disputed = disputed_amount(amount, lines, line=line, left=left)
    dispute = Dispute(
        invoice_id=invoice.id,
        nth=len(before) + 1,
        line=line,
        amount_minor=disputed.minor,
        currency=disputed.currency,
        reason=reason,
        raised_at=now,
        raised_by_id=by.id,
        raised_by_name=by.name,
    )
    with refused_by("one_dispute_of_an_invoice_is_open", DisputedAlready()):
        db.session.add(dispute)
    announce(InvoiceDisputed(dispute.id))
    return dispute


def withdraw_dispute(*, by: Person, number: str, says: str, now: datetime) -> DisputeDecision:
    """Let go of the open dispute of an invoice: it is to be paid as it says.

    Raises NotAllowed, NotFound, NotDisputed and DisputeDecidedAlready.
    """
    by.must(Permission.PAY)
    take_turns()
    known = disputes_of(Invoice.numbered(number))
    dispute = next((each.dispute for each in known if each.is_open), None)
    if dispute is None:
        raise NotDisputed
    return end_dispute(dispute, DisputeOutcome.WITHDRAWN, by=by, says=says, now=now)


def end_dispute(
    dispute: Dispute,
    outcome: DisputeOutcome,
    *,
    by: Person,
    says: str,
    note: Invoice | None = None,
    days_to_pay: timedelta | None = None,
    now: datetime,
) -> DisputeDecision:
    """Keep what came of a dispute, for good; by whom, the caller has made sure that they may.

    With `days_to_pay` there are at least as many to pay the invoice in from `now`. Raises
    DisputeDecidedAlready.
    """
    own_day = Invoice.find(dispute.invoice_id).due_on
    due_on, later = left_of(dispute.invoice_id, due_on=own_day).due_on, None
    if days_to_pay is not None:
        later = new_due_day(due_on, today=day_of(now), days=days_to_pay)
    decision = DisputeDecision(
        dispute_id=dispute.id,
        invoice_id=dispute.invoice_id,
        outcome=outcome,
        says=says,
        credit_note_id=note.id if note else None,
        due_on=later,
        instead_of=due_on,
        decided_at=now,
        decided_by_account_id=by.account_id,
        decided_by_name=by.name,
    )
    with refused_by("a_dispute_is_decided_once", DisputeDecidedAlready()):
        db.session.add(decision)
    announce(DisputeEnded(decision.id))
    return decision
