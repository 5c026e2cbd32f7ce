"""Who is chosen to stay, kept against what is coming; and which days are coming."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, and_, or_, select, union_all
from sqlalchemy.orm import Mapped

from saas.dates import day_of
from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.agreement.models import Agreement, Notice, ScheduledChange, current_terms
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.catalogue.models import catalogue
from saas.licensing.seats.models import Seat
from saas.licensing.seats.rules import Seated
from saas.licensing.staying.asked import agreed_transfer
from saas.licensing.staying.rules import (
    GoesOver,
    NothingToChoose,
    Squeeze,
    Step,
    steps_to_come,
)
from saas.scope import all_tenants
from saas.tenants.people.models import Person


class KeptSeat(TenantOwned, Base):
    """That a person is chosen to keep their seat when something comes that leaves fewer.

    A notice that ends, a change, or a transfer of the agreement: that one is the operator's row.
    """

    __tablename__ = "kept_seats"
    __table_args__ = (
        refers_to("notice_id", "notices"),
        refers_to("change_id", "scheduled_changes"),
        refers_to("person_id", "people"),
        refers_to("chosen_by_id", "people"),
        Index(
            "one_choice_per_person_and_notice", "tenant_id", "notice_id", "person_id", unique=True
        ),
        Index(
            "one_choice_per_person_and_change", "tenant_id", "change_id", "person_id", unique=True
        ),
        Index(
            "one_choice_per_person_and_transfer",
            "tenant_id",
            "transfer_id",
            "person_id",
            unique=True,
        ),
        CheckConstraint(
            "num_nonnulls(notice_id, change_id, transfer_id) = 1",
            name="a_seat_is_kept_against_one_thing",
        ),
    )

    notice_id: Mapped[int | None]
    change_id: Mapped[int | None]
    transfer_id: Mapped[int | None]
    person_id: Mapped[int]
    chosen_by_id: Mapped[int]
    chosen_at: Mapped[datetime]


def chosen_to_stay(day: date) -> frozenset[int]:
    """The ids of those the company in scope has chosen to keep their seat from `day` on.

    Chosen against the notice whose last day is the day before, or a change that holds from
    that day; what was withdrawn does not count.
    """
    ends = and_(Notice.withdrawn_at.is_(None), Notice.last_day == day - ONE_DAY)
    changes = and_(ScheduledChange.withdrawn_at.is_(None), ScheduledChange.starts_on == day)
    kept = (
        select(KeptSeat.person_id)
        .outerjoin(Notice, Notice.id == KeptSeat.notice_id)
        .outerjoin(ScheduledChange, ScheduledChange.id == KeptSeat.change_id)
        .where(or_(ends, changes))
    )
    return frozenset(db.session.scalars(kept))


def chosen_before(transfer_id: int) -> frozenset[int]:
    """The ids of those the company in scope has chosen to keep their seat when it gives away."""
    kept = select(KeptSeat.person_id).where(KeptSeat.transfer_id == transfer_id)
    return frozenset(db.session.scalars(kept))


def cause_of(agreement: Agreement, day: date) -> Notice | ScheduledChange | GoesOver | None:
    """What makes the seats other from `day` on.

    An open notice, else a change to come, else a transfer: one of an agreement with either of
    the others does not take place.
    """
    if agreement.notice and agreement.notice.last_day == day - ONE_DAY:
        return agreement.notice
    if agreement.notice or agreement.to_come:
        return next((change for change in agreement.to_come if change.starts_on == day), None)
    goes = agreed_transfer(agreement.id)
    return goes if goes and goes.day == day else None


def squeezes(now: datetime) -> list[Squeeze]:
    """The coming days from which the company in scope has fewer seats than people, in order."""
    today = day_of(now)
    agreement = Agreement.holding_on(today)
    if agreement is None:
        return []
    if not (agreement.notice or agreement.to_come):
        return _given_away(agreement, after=today)
    people = seated()
    free = catalogue().free(today).seats_included
    found = []
    for step in steps_to_come(agreement.timeline(), after=today, free_seats=free):
        follows = current_terms(step.day) if step.plan is None else None
        held = Step(step.day, follows.seats, follows.name) if follows else step
        if held.seats < len(people) and cause_of(agreement, step.day):
            found.append(Squeeze(held, people, chosen_to_stay(step.day)))
    return found


def _given_away(agreement: Agreement, *, after: date) -> list[Squeeze]:
    """The day from which another company has the agreement, if that leaves too few seats."""
    goes = agreed_transfer(agreement.id)
    if goes is None or goes.day <= after:
        return []
    step = Step(goes.day, catalogue().free(after).seats_included, None)
    squeeze = Squeeze(step, seated(), chosen_before(goes.transfer_id), given_away=True)
    return [squeeze] if squeeze.lacking else []


def squeeze_on(day: date | None, now: datetime) -> Squeeze:
    """The squeeze of a coming day, or with None the next one. Raises NothingToChoose."""
    for squeeze in squeezes(now):
        if day in {None, squeeze.step.day}:
            return squeeze
    raise NothingToChoose


def seated() -> tuple[Seated, ...]:
    """Everybody of the company in scope who has a seat, first come first."""
    sitting = select(Person).join(Seat, Seat.person_id == Person.id)
    return tuple(
        Seated(person.id, person.role, person.joined_at)
        for person in db.session.scalars(sitting.order_by(Person.joined_at, Person.id))
    )


def companies_with_changes_on(day: date) -> list[int]:
    """The companies where a notice has run out by `day`, or a change holds from it on."""
    ends = select(Notice.tenant_id).where(
        Notice.last_day == day - ONE_DAY, Notice.withdrawn_at.is_(None)
    )
    changes = select(ScheduledChange.tenant_id).where(
        ScheduledChange.starts_on == day,
        ScheduledChange.withdrawn_at.is_(None),
        ScheduledChange.carried_out_at.is_(None),
    )
    with all_tenants(because="the calendar reminds every company of a day with fewer seats"):
        return sorted(set(db.session.scalars(union_all(ends, changes))))
