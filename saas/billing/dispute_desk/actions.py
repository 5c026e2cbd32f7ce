"""Deciding what is disputed, by our staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.credit_notes.models import creditable
from saas.billing.credit_notes.preview import must_be_as_shown
from saas.billing.credit_notes.to_be import credit_to_be
from saas.billing.disputes.actions import end_dispute
from saas.billing.disputes.models import Dispute, DisputeDecision, credited_since, is_decided
from saas.billing.disputes.rules import (
    DisputeDecidedAlready,
    DisputeOutcome,
    NothingCredited,
    to_credit,
)
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import Sale
from saas.billing.totals.rules import CreditReason
from saas.dates import day_of
from saas.money import Money
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def upheld_to_be(
    *,
    by: Person,
    dispute: Dispute,
    says: str,
    amounts: Mapping[int, Money] | None,
    reason: CreditReason,
) -> Sale | Invoice:
    """What `uphold_dispute` would give the customer; nothing is decided or issued.

    It is the credit note to be, or the one that was issued since and is what they get. Raises
    what that raises.
    """
    _must_decide(by, dispute)
    invoice = Invoice.find(dispute.invoice_id)
    if amounts := _credited_of(invoice, dispute, amounts):
        return credit_to_be(invoice.number, _because(by, says, reason), amounts=amounts)
    return _issued_since(dispute)


def uphold_dispute(
    *,
    by: Person,
    dispute: Dispute,
    says: str,
    amounts: Mapping[int, Money] | None,
    reason: CreditReason,
    now: datetime,
    shown: str | None = None,
) -> DisputeDecision:
    """Say that the customer is right, and credit it in the same transaction.

    `amounts` is how much, without tax, of the line in each position; None is what the dispute
    comes to. Where it is nothing, a credit note of the invoice that was issued since the
    dispute began is what they get. With the fingerprint of what was `shown` it is that or
    nothing. Raises NotAllowed for all but our staff, DisputeDecidedAlready, NothingCredited,
    PreviewOutdated, and what `credit_invoice` raises.
    """
    _must_decide(by, dispute)
    invoice = Invoice.find(dispute.invoice_id)
    if amounts := _credited_of(invoice, dispute, amounts):
        because = _because(by, says, reason)
        note = credit_invoice(
            invoice.number, because, amounts=amounts, today=day_of(now), shown=shown
        )
    else:
        must_be_as_shown(shown)
        note = _issued_since(dispute)
    return end_dispute(dispute, DisputeOutcome.UPHELD, by=by, says=says, note=note, now=now)


def decline_dispute(
    *, by: Person, dispute: Dispute, says: str, days_to_pay: timedelta, now: datetime
) -> DisputeDecision:
    """Say that the invoice is right. There are at least `days_to_pay` to pay it in from now.

    Raises NotAllowed for all but our staff, and DisputeDecidedAlready.
    """
    _must_decide(by, dispute)
    return end_dispute(
        dispute, DisputeOutcome.DECLINED, by=by, says=says, days_to_pay=days_to_pay, now=now
    )


def _must_decide(by: Person, dispute: Dispute) -> None:
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    if is_decided(dispute):
        raise DisputeDecidedAlready


def _credited_of(
    invoice: Invoice, dispute: Dispute, amounts: Mapping[int, Money] | None
) -> Mapping[int, Money]:
    """How much of each line is credited: what our staff say, else what the dispute comes to."""
    if amounts is not None:
        return amounts
    lines = creditable(invoice)
    return to_credit(lines, line=dispute.line, amount=dispute.amount, whole=invoice.total)


def _because(by: Person, says: str, reason: CreditReason) -> Because:
    return Because(reason=reason, words=says, by_name=by.name)


def _issued_since(dispute: Dispute) -> Invoice:
    """Raises NothingCredited."""
    note = credited_since(dispute)
    if note is None:
        raise NothingCredited
    return note
