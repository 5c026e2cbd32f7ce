"""What is known of the use of seats, and which months a company was told of idle ones."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Subquery, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped

from saas.dates import day_of
from saas.db import Base, TenantOwned, db
from saas.licensing.agreement.models import Agreement, AgreementTerm, terms_hold_on
from saas.licensing.idle_seats.rules import Idleness, SeatUse, idle
from saas.licensing.seats.models import Seat, seats_at
from saas.scope import all_tenants, current_tenant_id
from saas.tenants.accounts.models import Account
from saas.tenants.people.models import Person
from saas.web.session_rows import StoredSession


class IdleNotice(TenantOwned, Base):
    """That a company was told of its idle seats in a month: at most once."""

    __tablename__ = "idle_notices"
    __table_args__ = (UniqueConstraint("tenant_id", "month", name="one_idle_notice_per_month"),)

    month: Mapped[date]
    people: Mapped[int]
    spare: Mapped[int]
    sent_at: Mapped[datetime]


def idleness(now: datetime) -> Idleness | None:
    """What the company in scope pays for and does not use; None without bought seats."""
    today = day_of(now)
    agreement = Agreement.holding_on(today)
    terms = agreement.timeline().on(today) if agreement else None
    if agreement is None or terms is None or not terms.extra_seats or terms.seat_fee is None:
        return None
    return Idleness(
        people=idle(_uses(agreement.started_on, today), today=today),
        spare=seats_at(now).free,
        extra_seats=terms.extra_seats,
        price=terms.seat_fee,
    )


def last_seen() -> Subquery:
    """Who of the company in scope has sessions, and the instant the latest was in use."""
    return (
        select(Person.id.label("person_id"), func.max(StoredSession.seen_at).label("seen_at"))
        .join(StoredSession, StoredSession.account_id == Person.account_id)
        .where(StoredSession.acting_for == current_tenant_id())
        .group_by(Person.id)
        .subquery()
    )


def companies_with_seats(day: date, *, bought: bool) -> list[int]:
    """The companies with an agreement on `day`; with `bought` those that have bought seats."""
    with all_tenants(because="the calendar looks after every company's seats"):
        agreed = select(AgreementTerm.tenant_id).where(terms_hold_on(day))
        if bought:
            agreed = agreed.where(AgreementTerm.extra_seats > 0)
        return list(db.session.scalars(agreed.order_by(AgreementTerm.tenant_id)))


def _uses(first_noted_on: date, today: date) -> list[SeatUse]:
    """Everybody's seat and its last use; somebody seen since we last noted it is here today."""
    seen = (
        select(func.max(StoredSession.seen_at))
        .where(
            StoredSession.account_id == Person.account_id,
            StoredSession.acting_for == Person.tenant_id,
        )
        .correlate(Person)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Seat, Person.public_id, Person.name, Account.email, seen)
        .join(Person, Person.id == Seat.person_id)
        .join(Account, Account.id == Person.account_id)
    )
    return [
        SeatUse(
            person=public_id,
            name=name,
            email=email,
            last_used=today if _since(seat, seen_at) else _noted(seat, first_noted_on),
        )
        for seat, public_id, name, email, seen_at in rows
    ]


def _since(seat: Seat, seen_at: datetime | None) -> bool:
    return seen_at is not None and (seat.used_at is None or seat.used_at < seen_at)


def _noted(seat: Seat, first_noted_on: date) -> date:
    return max(first_noted_on, day_of(seat.taken_at), seat.used_on or date.min)
