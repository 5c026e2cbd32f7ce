"""Booking: adding an entry and its postings, for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import insert

from saas.billing.ledger.models import LedgerEntry, LedgerPosting, open_amounts
from saas.billing.ledger.rules import Account, Entry, paid
from saas.db import db
from saas.money import Money


def book(entry: Entry, *, on: date) -> LedgerEntry:
    """Write `entry` into the ledger of the tenant in scope, dated `on`, a Stockholm day.

    Raises IntegrityError (`an_event_is_booked_once`) when the same event is booked again:
    whoever books has locked what tells that it has been.
    """
    row = LedgerEntry(kind=entry.kind, reference=entry.reference, booked_on=on)
    db.session.add(row)
    db.session.flush()
    postings = [
        {
            "tenant_id": row.tenant_id,
            "entry_id": row.id,
            "account": posting.account,
            "amount_minor": posting.amount.minor,
            "currency": posting.amount.currency,
            "invoice_id": posting.invoice_id,
        }
        for posting in entry.postings
    ]
    db.session.execute(insert(LedgerPosting).values(postings))  # they balance as one
    return row


def book_payment(
    reference: str,
    *,
    amount: Money,
    allocations: Mapping[int, Money],
    on: date,
    to: Account = Account.CARD_IN_TRANSIT,
) -> dict[int, Money]:
    """Book that `amount` has arrived on the account `to`, and settle invoices with it.

    `allocations` says how much of it was meant for each invoice id, in order of settlement;
    each is capped by what is open now, and money that finds no open invoice becomes credit on
    the customer's account. Returns what was settled of each invoice. Call it with the tenant's
    row locked (`take_turns`), so that what is open stays so.
    """
    now_open = open_amounts(allocations.keys(), currency=amount.currency)
    settle = {
        id_: min(meant, max(now_open[id_], Money(0, amount.currency)))
        for id_, meant in allocations.items()
    }
    entry = paid(reference, amount=amount, to=to, open_amounts=settle)
    book(entry, on=on)
    return {
        id_: -sum(
            (p.amount for p in entry.postings if p.invoice_id == id_),
            start=Money(0, amount.currency),
        )
        for id_ in allocations
    }
