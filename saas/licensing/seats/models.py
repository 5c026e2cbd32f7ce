"""Seats as rows: who has one, which are held, how many there are, and how it came about."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    Date,
    Index,
    Select,
    UniqueConstraint,
    and_,
    bindparam,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import day_of
from saas.db import Base, TenantOwned, db, one_of, refers_to
from saas.licensing.agreement.columns import TERMS_COLUMNS, terms_kept
from saas.licensing.agreement.models import AgreementTerm, terms_hold_on
from saas.licensing.catalogue.models import catalogue
from saas.licensing.seats.rules import Seats
from saas.scope import current_tenant_id
from saas.tenants.people.models import Person


class SeatCount(TenantOwned, Base):
    """How many seats a company is entitled to and how many are taken: one row per company.

    The balance of its seat ledger. Every seat is taken through this row, so that two who grab
    at the same moment take turns, and the constraint is the law.
    """

    __tablename__ = "seat_counts"
    __table_args__ = (
        UniqueConstraint("tenant_id", name="one_seat_count_per_company"),
        CheckConstraint("taken between 0 and entitled", name="seats_taken_within_entitled"),
    )

    entitled: Mapped[int]
    taken: Mapped[int]


class Seat(TenantOwned, Base):
    """A seat that nobody else can have: a person's, or held until `held_until` for a guest.

    `used_at` is when its person was last seen as far as we have noted, by the world's clock,
    and `used_on` the business day we noted it. Sessions are forgotten; this is not.
    """

    __tablename__ = "seats"
    __table_args__ = (
        refers_to("person_id", "people"),
        Index("one_seat_per_person", "tenant_id", "person_id", unique=True),
        Index("seats_held_until", "held_until", postgresql_where=text("held_until is not null")),
        CheckConstraint(
            "num_nonnulls(person_id, held_until) = 1", name="a_seat_is_a_person_s_or_held"
        ),
    )

    person_id: Mapped[int | None]
    held_until: Mapped[datetime | None]
    taken_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_on: Mapped[date | None]

    @classmethod
    def of(cls, person_id: int) -> Seat | None:
        """The seat a person has; None for a person who is read-only or removed."""
        return db.session.scalar(select(cls).where(cls.person_id == person_id))


class SeatDeed(StrEnum):
    """What can happen to seats. Each is a line of the ledger."""

    OPENED = "opened"
    ENTITLED = "entitled"
    TOOK = "took"
    HELD = "held"
    ACCEPTED = "accepted"
    FREED = "freed"
    EXPIRED = "expired"


class SeatEntry(TenantOwned, Base):
    """A line of the seat ledger: what changed, by how much, when and by whom. Never edited.

    The sums of both columns are the row in `seat_counts`.
    """

    __tablename__ = "seat_ledger"
    __table_args__ = (
        refers_to("person_id", "people"),
        refers_to("by_id", "people"),
    )

    deed: Mapped[SeatDeed] = mapped_column(one_of(SeatDeed))
    entitled: Mapped[int]
    taken: Mapped[int]
    person_id: Mapped[int | None]
    by_id: Mapped[int | None]
    at: Mapped[datetime]


def seats_at(now: datetime) -> Seats:
    """The seats of the company in scope at an instant; invitations past their time hold none.

    One question: it is asked at every refusal and on every page that shows seats.
    """
    db.session.flush()
    day = day_of(now)
    asked = {"ours": current_tenant_id(), "now": now, "day": day}
    found = db.session.connection().execute(_counted(), asked).one()
    terms, free = terms_kept(found) if found.edition else None, catalogue().free(day)
    return Seats(
        plan=terms.name if terms else free.name,
        entitled=terms.seats if terms else free.seats_included,
        active=found.seated or _people_nobody_counted_yet(),
        pending=found.held,
        sells_seats=terms is not None and terms.seat_fee is not None,
        is_free=terms is None,
    )


@cache
def _counted() -> Select[Any]:
    """That question, put into words once: seats taken and held, beside the terms that hold."""
    ours: BindParameter[int] = bindparam("ours")
    counted = (
        select(
            func.count().filter(Seat.person_id.is_not(None)).label("seated"),
            func.count().filter(Seat.held_until > bindparam("now")).label("held"),
        )
        .where(Seat.tenant_id == ours)
        .subquery()
    )
    held = and_(AgreementTerm.tenant_id == ours, terms_hold_on(bindparam("day", type_=Date)))
    terms = (getattr(AgreementTerm, name) for name in TERMS_COLUMNS)
    return select(counted, *terms).select_from(counted).outerjoin(AgreementTerm, held)


def seats_that_do_not_add_up() -> list[dict[str, Any]]:
    """Companies whose seat count, seat ledger and seats disagree; for `saas audit verify`.

    Read for every company within `all_tenants`, or for one within its scope. Nothing means
    that what is taken equals the rows of seats and the sums of the ledger.
    """
    ledger = (
        select(
            SeatEntry.tenant_id,
            func.sum(SeatEntry.entitled).label("entitled"),
            func.sum(SeatEntry.taken).label("taken"),
        )
        .group_by(SeatEntry.tenant_id)
        .subquery()
    )
    rows = select(Seat.tenant_id, func.count().label("taken")).group_by(Seat.tenant_id).subquery()
    counted = (
        select(
            SeatCount.tenant_id,
            SeatCount.entitled,
            SeatCount.taken,
            ledger.c.entitled.label("entitled_by_ledger"),
            ledger.c.taken.label("taken_by_ledger"),
            func.coalesce(rows.c.taken, 0).label("rows"),
        )
        .outerjoin(ledger, ledger.c.tenant_id == SeatCount.tenant_id)
        .outerjoin(rows, rows.c.tenant_id == SeatCount.tenant_id)
    ).subquery()
    wrong = text(
        "entitled is distinct from entitled_by_ledger or taken is distinct from taken_by_ledger "
        "or taken <> rows"
    )
    found = db.session.execute(select(counted).where(wrong)).mappings()
    return [dict(row) for row in found]


def _people_nobody_counted_yet() -> int:
    return sum(person.read_only_since is None for person in Person.active())
