"""Saying whose money is, what it settles, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert

from saas.billing.bank_events import BankPaymentBooked, BankPaymentTakenBack
from saas.billing.bank_payments.models import (
    BankPayment,
    BankPaymentPart,
    BankPaymentUndone,
    claims,
)
from saas.billing.bank_payments.rules import (
    Allocation,
    allocated,
    chosen,
    must_be_unspent,
    settled_by,
    taken_back,
)
from saas.billing.bank_rows.actions import Mover, Received, note_row, put_back, take_off
from saas.billing.bank_rows.models import BankMove, BankRow
from saas.billing.bank_rows.rules import NotMatched
from saas.billing.ledger.actions import book
from saas.billing.ledger.models import account_credit
from saas.billing.remittance.models import owner_of
from saas.billing.remittance.rules import Match, MatchedBy
from saas.dates import day_of
from saas.db import db, refused_by
from saas.money import Money
from saas.outbox import announce
from saas.scope import tenant_scope
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """Whose our staff say money is, and how much of which invoice it settles.

    Without `wanted`, what is to be paid first is settled first.
    """

    company_id: int
    wanted: Mapping[str, Money] | None = None


def book_received(
    said: Received,
    *,
    by: Person,
    now: datetime,
    closed_through: date | None = None,
    owner: Owner | None = None,
    waits: bool = False,
) -> BankRow:
    """Book what came to the bank, and to its company where the reference says whose it is.

    `owner` is whose our staff say it is; with `waits` nobody is looked for. Raises NotAllowed,
    what `note_row` raises, and what `chosen` raises.
    """
    mover = Mover.of(by)
    row = note_row(said, by=mover, now=now, closed_through=closed_through)
    if owner:
        give(row, owner, by=mover, on=row.booked_on, now=now)
    elif not waits:
        find_owner(row, by=mover, now=now)
    return BankRow.numbered(row.number)


def find_owner(row: BankRow, *, by: Mover, now: datetime) -> BankPayment | None:
    """Book a waiting row to the company that its reference names; None where it names nobody.

    It settles what it settles on the day the bank booked it.
    """
    match = owner_of(row.reference, seller_id=row.seller_id, currency=row.currency)
    if not isinstance(match, Match):
        return None
    return _book(row, match, None, by=by, on=row.booked_on, now=now)


def identify(number: str, owner: Owner, *, by: Person, now: datetime) -> BankPayment:
    """Say whose a waiting row is, today. Raises NotAllowed, NotFound, WaitsNoMore; as `chosen`."""
    return give(BankRow.numbered(number), owner, by=Mover.of(by), on=day_of(now), now=now)


def give(row: BankRow, owner: Owner, *, by: Mover, on: date, now: datetime) -> BankPayment:
    """Book a waiting row to a company, dated `on`. Raises WaitsNoMore, and as `chosen`."""
    match = Match(owner.company_id, MatchedBy.STAFF)
    return _book(row, match, owner.wanted, by=by, on=on, now=now)


def undo(number: str, *, reason: str, by: Person, now: datetime) -> BankPayment:
    """Take a row back from the company it was booked to, by a counter-booking dated today.

    Its invoices are open again, and the row waits. Raises NotAllowed, NotFound, NotMatched,
    SayWhy, and CreditIsSpent where what was left over is used by now.
    """
    mover, row = Mover.of(by), BankRow.numbered(number)
    move = put_back(row, reason, by=mover, now=now)
    if move.company_id is None:
        raise NotMatched
    with tenant_scope(move.company_id):
        take_turns()
        payment = BankPayment.of_row(row.number, move.nth - 1)
        must_be_unspent(payment.left, credit=account_credit(currency=payment.currency))
        undone = BankPaymentUndone(
            payment_id=payment.id,
            reason=move.reason,
            undone_on=day_of(now),
            undone_at=now,
            undone_by_name=mover.name,
        )
        with refused_by("a_bank_payment_is_undone_once", NotMatched()):
            db.session.add(undone)
        book(taken_back(payment.number, payment.allocation), on=day_of(now))
        announce(BankPaymentTakenBack(payment.id))
    return payment


def _book(
    row: BankRow,
    match: Match,
    wanted: Mapping[str, Money] | None,
    *,
    by: Mover,
    on: date,
    now: datetime,
) -> BankPayment:
    """Take the row off the list, then the company's turn: what is open stays so, and is paid."""
    move = take_off(row, company_id=match.company_id, by=by, now=now)
    with tenant_scope(match.company_id):
        take_turns()
        open_now = claims(seller_id=row.seller_id, currency=row.currency)
        if wanted is None:
            found = allocated(
                row.amount, open_now, named=match.invoices, from_agency=row.from_agency
            )
        else:
            found = chosen(row.amount, open_now, wanted, from_agency=row.from_agency)
        payment = _noted(row, match, move, on=on)
        _note_parts(payment, found)
        book(settled_by(payment.number, found), on=on)
        announce(BankPaymentBooked(payment.id))
    return payment


def _noted(row: BankRow, match: Match, move: BankMove, *, on: date) -> BankPayment:
    times = (move.nth + 1) // 2
    payment = BankPayment(
        number=row.number if times == 1 else f"{row.number}-{times}",
        row_number=row.number,
        nth=move.nth,
        seller_id=row.seller_id,
        account_kind=row.account_kind,
        account_number=row.account_number,
        amount_minor=row.amount_minor,
        currency=row.currency,
        reference=row.reference,
        from_agency=row.from_agency,
        matched_by=match.by,
        arrived_on=row.booked_on,
        booked_on=on,
        booked_at=move.moved_at,
        booked_by_name=move.moved_by_name,
    )
    db.session.add(payment)
    db.session.flush()
    return payment


def _note_parts(payment: BankPayment, found: Allocation) -> None:
    rows = [
        {
            "tenant_id": payment.tenant_id,
            "payment_id": payment.id,
            "invoice_id": share.claim.invoice_id,
            "amount_minor": share.amount.minor,
        }
        for share in found.shares
    ]
    if rows:
        db.session.execute(insert(BankPaymentPart).values(rows))
