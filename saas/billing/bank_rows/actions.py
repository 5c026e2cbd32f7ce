"""Booking a row of the bank's, taking it off the list of those that wait, and striking it out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from saas.billing.bank_accounts.rules import BankAccount
from saas.billing.bank_rows.models import BankMove, BankRow, BankWaiting
from saas.billing.bank_rows.rules import (
    BookedAlready,
    MoveKind,
    NotMatched,
    WaitsNoMore,
    good_reason,
    must_be_bookable,
    must_be_matched,
    must_wait,
    received,
    struck_out,
)
from saas.billing.ledger.actions import book
from saas.dates import day_of
from saas.db import db, refused_by
from saas.money import Money
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What the bank tells of money that came to an account of a seller.

    `booked_on` is the day the bank booked it, `bank_reference` its own name for the row.
    """

    seller_id: int
    account: BankAccount
    booked_on: date
    amount: Money
    bank_reference: str
    reference: str = ""
    payer: str = ""
    from_agency: bool = False
    file_id: int | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """Who of our staff did it: the login, and the name it bore."""

    account_id: int
    name: str

    @classmethod
    def of(cls, by: Person) -> Mover:
        """One of our staff. Raises NotAllowed for everybody else."""
        by.must_be_staff(Permission.DECIDE)
        return cls(by.account_id, by.name)


def note_row(
    said: Received, *, by: Mover, now: datetime, closed_through: date | None = None
) -> BankRow:
    """Book what came in, to nobody yet: it waits for somebody to say whose it is.

    Raises NothingReceived, DayToCome, BooksAreClosed, GiroIsInKronor, and BookedAlready with the
    number of the row that is there, also when two book the same at once.
    """
    must_be_bookable(
        said.amount,
        said.account.kind,
        booked_on=said.booked_on,
        today=day_of(now),
        closed_through=closed_through,
    )
    known = BankRow.called_by_bank(said.account.number, said.bank_reference)
    if known:
        raise BookedAlready(known.number)
    with tenant_scope(OPERATOR):
        row = BankRow(
            number=BankRow.new_number(),
            seller_id=said.seller_id,
            account_kind=said.account.kind,
            account_number=said.account.number,
            booked_on=said.booked_on,
            amount_minor=said.amount.minor,
            currency=said.amount.currency,
            reference=said.reference,
            payer=said.payer,
            bank_reference=said.bank_reference,
            from_agency=said.from_agency,
            file_id=said.file_id,
            noted_by_account_id=by.account_id,
            noted_by_name=by.name,
            noted_at=now,
        )
        _add_once(row)
        db.session.add(BankWaiting(row_id=row.id))
        book(received(row.number, row.amount), on=row.booked_on)
    return row


def _add_once(row: BankRow) -> None:
    """Add a row; in a race that is lost, the refusal names the row that won."""
    try:
        with refused_by("a_bank_row_is_booked_once", BookedAlready("")):
            db.session.add(row)
    except BookedAlready as lost:
        winner = BankRow.called_by_bank(row.account_number, row.bank_reference)
        raise BookedAlready(winner.number if winner else "") from lost


def take_off(row: BankRow, *, company_id: int, by: Mover, now: datetime) -> BankMove:
    """Take a waiting row off the list, for a company. Of two who try, one gets WaitsNoMore."""
    return _moved(row, MoveKind.MATCHED, company_id, "", by=by, now=now)


def put_back(row: BankRow, reason: str, *, by: Mover, now: datetime) -> BankMove:
    """Let a row wait again that was a company's. Raises SayWhy and NotMatched."""
    reason = good_reason(reason)
    must_be_matched(row.state)
    with tenant_scope(OPERATOR):
        with refused_by("a_bank_row_moves_one_way_at_a_time", NotMatched()):
            move = _move(row, MoveKind.UNDONE, row.company_id, reason, by, now)
            db.session.add(move)
        db.session.add(BankWaiting(row_id=row.id))
    return move


def strike_out(row: BankRow, reason: str, *, by: Mover, now: datetime) -> BankMove:
    """Say that waiting money never came, or was sent back. Raises SayWhy and WaitsNoMore."""
    move = _moved(row, MoveKind.STRUCK, None, good_reason(reason), by=by, now=now)
    with tenant_scope(OPERATOR):
        book(struck_out(row.number, row.amount), on=day_of(now))
    return move


def _moved(
    row: BankRow, kind: MoveKind, company_id: int | None, reason: str, *, by: Mover, now: datetime
) -> BankMove:
    must_wait(row.state)
    with tenant_scope(OPERATOR):
        if not BankWaiting.taken_off(row.id):
            raise WaitsNoMore
        with refused_by("a_bank_row_moves_one_way_at_a_time", WaitsNoMore()):
            move = _move(row, kind, company_id, reason, by, now)
            db.session.add(move)
    return move


def _move(
    row: BankRow, kind: MoveKind, company_id: int | None, reason: str, by: Mover, now: datetime
) -> BankMove:
    return BankMove(
        row_id=row.id,
        nth=len(row.moves) + 1,
        kind=kind,
        company_id=company_id,
        reason=reason,
        moved_by_account_id=by.account_id,
        moved_by_name=by.name,
        moved_at=now,
    )
