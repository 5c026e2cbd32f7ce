"""Charging the fee for a reminder, putting it on an invoice, and waiving it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from saas.billing.invoices.models import Invoice
from saas.billing.reminder_fees.models import ReminderFee, ReminderFeeEnd, fee_of
from saas.billing.reminder_fees.rules import FeeOnInvoice, FeeWaivedAlready
from saas.db import db, refused_by
from saas.errors import NotFound
from saas.money import Money
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def charge_fee(invoice_id: int, fee: Money, *, on: date) -> ReminderFee:
    """Note that an invoice of the company in scope was reminded of for `fee`, to be invoiced.

    In the letter's transaction, so that there is no fee without its letter, and no letter that
    speaks of a fee there is not.
    """
    charged = ReminderFee(
        invoice_id=invoice_id, amount_minor=fee.minor, currency=fee.currency, reminded_on=on
    )
    db.session.add(charged)
    db.session.flush()
    return charged


def note_charged(fees: Iterable[ReminderFee], invoice: Invoice) -> None:
    """Note that fees are on `invoice`, in the transaction that issues it."""
    for fee in fees:
        end = ReminderFeeEnd(fee_id=fee.id, ended_at=invoice.issued_at, charged_on_id=invoice.id)
        db.session.add(end)
    db.session.flush()


def waive_fee(*, by: Person, number: str, our_error: str, now: datetime) -> ReminderFeeEnd:
    """Let go of the fee for reminding of the invoice numbered `number`: the error was ours (S18).

    `our_error` says which. In the company's turn, as issuing is: it is waived or invoiced. Raises
    NotAllowed for all but our staff, NotFound, FeeOnInvoice and FeeWaivedAlready.
    """
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    known = fee_of(Invoice.numbered(number))
    if known is None:
        raise NotFound
    fee, end = known
    if end and end.charged_on:
        raise FeeOnInvoice(end.charged_on.number)
    waiver = ReminderFeeEnd(
        fee_id=fee.id,
        ended_at=now,
        our_error=our_error,
        waived_by_name=by.name,
        waived_by_account_id=by.account_id,
    )
    with refused_by("a_reminder_fee_ends_once", FeeWaivedAlready()):
        db.session.add(waiver)
    return waiver
