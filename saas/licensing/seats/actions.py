"""Taking and freeing seats: the one place that admits, whichever way somebody comes.

Every deed here goes through the company's row in `seat_counts` first. Who takes a seat does it
by raising `taken` where there is room, in one statement; who frees or moves one locks the row.
So all wait in one line per company, and in one order.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.models import current_terms
from saas.licensing.catalogue.models import catalogue
from saas.licensing.events import PersonSeated, SeatsTaken
from saas.licensing.seats.ledger import entitled_at_once, note, raise_taken
from saas.licensing.seats.models import Seat, SeatCount, SeatDeed, seats_at
from saas.licensing.seats.rules import Seated, over_limit
from saas.outbox import announce
from saas.scope import current_tenant_id
from saas.tenants.people.actions import give_seat_back, make_read_only
from saas.tenants.people.models import Person


def hold_seat(*, until: datetime, by: Person, now: datetime) -> Seat:
    """Take a seat for somebody not here yet, until an instant. Raises SeatLimitReached."""
    _take(now)
    return _seated(Seat(held_until=until, taken_at=now), SeatDeed.HELD, by=by, now=now)


def seat_person(*, person: Person, by: Person, now: datetime) -> Seat:
    """Give a person of the company a seat, and so the right to act. Raises SeatLimitReached.

    A person who has one keeps it: asking again changes nothing.
    """
    lock_seats(now)
    if (theirs := Seat.of(person.id)) is not None:
        return theirs
    _take(now)
    give_seat_back(person=person)
    seat = _seated(Seat(person_id=person.id, taken_at=now), SeatDeed.TOOK, by=by, now=now)
    announce(PersonSeated(person.id))
    return seat


def seat_guest(*, seat_id: int, person: Person, now: datetime) -> bool:
    """Turn the seat held for somebody into theirs; whether it was still held for them.

    Whoever has got a seat in the meantime keeps that one, and the held one is given back.
    """
    lock_seats(now)
    seat = db.session.scalar(select(Seat).where(Seat.id == seat_id, Seat.held_until > now))
    if seat is None:
        return False
    if Seat.of(person.id) is not None:
        free_seat(seat=seat, by=person, now=now)
        return True
    seat.person_id, seat.held_until = person.id, None
    give_seat_back(person=person)
    note(SeatDeed.ACCEPTED, person_id=person.id, now=now)
    announce(PersonSeated(person.id))
    return True


def free_seat(*, seat: Seat, by: Person | None, now: datetime) -> None:
    """Give a seat back: its person was removed, or nobody is waited for any more."""
    counted = lock_seats(now)
    db.session.execute(delete(Seat).where(Seat.id == seat.id))
    counted.taken -= 1
    note(SeatDeed.FREED, taken=-1, person_id=seat.person_id, by=by, now=now)


def free_expired(*, now: datetime) -> int:
    """Give back the seats held for invitations past their time; how many there were."""
    counted = lock_seats(now)
    freed = db.session.scalars(delete(Seat).where(Seat.held_until <= now).returning(Seat.id)).all()
    if freed:
        counted.taken -= len(freed)
        note(SeatDeed.EXPIRED, taken=-len(freed), now=now)
    return len(freed)


def entitle(
    *, seats: int, by: Person | None, now: datetime, keep: Container[int] = ()
) -> Sequence[Seated]:
    """Let the company have `seats` from now on; who lost theirs because there are fewer.

    Where there are fewer than are taken, seats held for invitations go first, the newest of
    them first and no more than needed; then people become read-only as `over_limit` says: the
    newest first, those whose ids are in `keep` last. Nobody is deleted (domain.md §13).
    """
    if entitled_at_once(seats, by=by, now=now):
        return []
    counted = lock_seats(now)
    fewer = seats < counted.taken
    lost = _make_room(counted, seats, keep=keep, now=now) if fewer else []
    change, counted.entitled = seats - counted.entitled, seats
    if change:
        note(SeatDeed.ENTITLED, entitled=change, by=by, now=now)
    if fewer:
        announce(SeatsTaken(day_of(now), len(lost)))
    return lost


def lock_seats(now: datetime) -> SeatCount:
    """The company's seat count, locked for this transaction; counted first where it was not."""
    ours = select(SeatCount).with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(ours) or _open_count(now) or db.session.scalars(ours).one()


def _take(now: datetime) -> None:
    """Raise `taken` by one where there is room, or where a hold has expired; else refuse."""
    if raise_taken(day_of(now)):
        return
    seats_at(now).admit()
    free_expired(now=now)
    if not raise_taken(day_of(now)):
        raise seats_at(now).refusal


def _open_count(now: datetime) -> SeatCount | None:
    """Count a company's seats for the first time: its people sit; None if another was first."""
    terms = current_terms(day_of(now))
    entitled = terms.seats if terms else catalogue().free(day_of(now)).seats_included
    opened: SeatCount | None = db.session.scalar(
        insert(SeatCount)
        .values(tenant_id=current_tenant_id(), entitled=entitled, taken=0)
        .on_conflict_do_nothing(constraint="one_seat_count_per_company")
        .returning(SeatCount)
    )
    if opened is None:
        return None
    people = [p for p in Person.active() if p.read_only_since is None]
    losing = {s.person_id for s in over_limit(map(_seated_as, people), entitled=entitled)}
    for person in people:
        if person.id in losing:
            make_read_only(person=person, now=now)
        else:
            db.session.add(Seat(person_id=person.id, taken_at=now))
    opened.taken = len(people) - len(losing)
    note(SeatDeed.OPENED, entitled=entitled, taken=opened.taken, now=now)
    return opened


def _make_room(
    counted: SeatCount, seats: int, *, keep: Container[int], now: datetime
) -> Sequence[Seated]:
    revoked = _take_back_held(counted.taken - seats, now=now)
    sitting = db.session.scalars(
        select(Person).join(Seat, Seat.person_id == Person.id).order_by(Person.id)
    ).all()
    lost = over_limit(map(_seated_as, sitting), entitled=seats, keep=keep)
    losing = {seated.person_id for seated in lost}
    db.session.execute(delete(Seat).where(Seat.person_id.in_(losing)))
    for person in sitting:
        if person.id in losing:
            make_read_only(person=person, now=now)
            note(SeatDeed.FREED, taken=-1, person_id=person.id, now=now)
    counted.taken -= revoked + len(losing)
    return lost


def _take_back_held(most: int, *, now: datetime) -> int:
    """Take back held seats, `most` of them: those past their time, then the newest."""
    first_to_go = (
        select(Seat.id)
        .where(Seat.held_until.is_not(None))
        .order_by(Seat.held_until > now, Seat.taken_at.desc(), Seat.id.desc())
        .limit(most)
    )
    going = db.session.scalars(first_to_go).all()
    if going:
        db.session.execute(delete(Seat).where(Seat.id.in_(going)))
        note(SeatDeed.EXPIRED, taken=-len(going), now=now)
    return len(going)


def _seated(seat: Seat, deed: SeatDeed, *, by: Person, now: datetime) -> Seat:
    db.session.add(seat)
    note(deed, taken=1, person_id=seat.person_id, by=by, now=now)
    db.session.flush()
    return seat


def _seated_as(person: Person) -> Seated:
    return Seated(person.id, person.role, person.joined_at)
