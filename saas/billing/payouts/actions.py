"""Asking for a payout: the credit settles what is open, and what is left is set aside."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from saas.billing.bank_accounts.rules import BankAccount
from saas.billing.credit_use.actions import set_off
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book
from saas.billing.netting.models import allocation
from saas.billing.netting.rules import Allocation, must_be_payable
from saas.billing.payments.models import PaymentPart
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.billing.payout_events import PayoutAsked
from saas.billing.payouts.models import Payout, PayoutPart
from saas.billing.payouts.rules import must_be_as_shown, set_aside, type_of
from saas.dates import day_of
from saas.db import db
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_for_payout(
    *, by: Person, currency: str, account: BankAccount, shown: str, now: datetime
) -> Payout:
    """Ask for what is left of all credit in `currency` once open invoices are settled (S14, S15).

    `shown` is the fingerprint of the allocation somebody has looked at: exactly that is done.
    Credit settles the open invoices at once, and what is left can be used for nothing else from
    now on. Raises NotAllowed, PayoutOutdated, NoCredit, OpenInvoicesTakeIt, InvoiceAtAgency, and
    InvoiceBeingPaid while somebody pays one of the invoices.
    """
    by.must(Permission.PAY)
    take_turns()
    found = allocation(currency=currency)
    must_be_as_shown(found.fingerprint, shown=shown)
    must_be_payable(found)
    under_way = PaymentPart.under_way()
    if any(part.claim.invoice_id in under_way for part in found.netted if part.claim):
        raise InvoiceBeingPaid
    pieces = [(part.source.invoice_id, part.amount) for part in found.paid]
    payout = Payout(
        number=Payout.new_number(),
        type=type_of(pieces),
        currency=currency,
        amount_minor=found.amount.minor,
        account_kind=account.kind,
        account_number=account.number,
        asked_by_id=by.id,
        asked_by_name=by.name,
        asked_at=now,
    )
    db.session.add(payout)
    db.session.flush()
    _note_parts(payout, found)
    _settle(found, now)
    book(set_aside(payout.number, pieces), on=day_of(now))
    announce(PayoutAsked(payout.id))
    return payout


def _note_parts(payout: Payout, found: Allocation) -> None:
    rows = [
        {
            "tenant_id": payout.tenant_id,
            "payout_id": payout.id,
            "note_id": part.source.invoice_id,
            "invoice_id": part.claim.invoice_id if part.claim else None,
            "amount_minor": part.amount.minor,
        }
        for part in found.parts
    ]
    db.session.execute(insert(PayoutPart).values(rows))


def _settle(found: Allocation, now: datetime) -> None:
    """Use credit on the open invoices, by the same means as a customer does by hand (S13)."""
    for part in found.netted:
        if part.claim:
            note = part.source.invoice_id
            source = Invoice.find(note) if note is not None else None
            set_off(source, Invoice.find(part.claim.invoice_id), part.amount, on=day_of(now))
