"""Questions about the seat ledger: its lines with names, and what held on each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import BigInteger, Over, Row, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from saas.dates import day_of
from saas.db import db
from saas.licensing.seat_history.rules import Standing, by_day
from saas.licensing.seats.models import SeatDeed, SeatEntry
from saas.tenants.people.models import Person

A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the ledger as people read it: what, whose, by whom, and what held after it."""

    at: datetime
    deed: SeatDeed
    change_entitled: int
    change_taken: int
    entitled: int
    taken: int
    person: str | None
    by: str | None


def standings() -> list[Standing]:
    """What the company in scope had at the end of each day on which its seats changed."""
    rows = db.session.execute(
        select(SeatEntry.at, SeatEntry.entitled, SeatEntry.taken).order_by(SeatEntry.id)
    )
    return by_day(Standing(day_of(at), entitled, taken) for at, entitled, taken in rows)


def events(*, page: int) -> tuple[Sequence[Event], bool]:
    """The ledger of the company in scope, newest first: page `page`, from 1, and is there more."""
    whose, who = aliased(Person), aliased(Person)
    after = select(
        SeatEntry.id,
        SeatEntry.at,
        SeatEntry.deed,
        SeatEntry.entitled,
        SeatEntry.taken,
        cast(_so_far(SeatEntry.entitled), BigInteger).label("entitled_after"),
        cast(_so_far(SeatEntry.taken), BigInteger).label("taken_after"),
        SeatEntry.person_id,
        SeatEntry.by_id,
    ).subquery()
    rows = db.session.execute(
        select(after, whose.name, who.name)
        .outerjoin(whose, whose.id == after.c.person_id)
        .outerjoin(who, who.id == after.c.by_id)
        .order_by(after.c.id.desc())
        .limit(A_PAGE + 1)
        .offset((page - 1) * A_PAGE)
    ).all()
    shown = [_event(row) for row in rows[:A_PAGE]]
    return shown, len(rows) > A_PAGE


def _so_far(column: InstrumentedAttribute[int]) -> Over[Any]:
    """The sum of a column of the ledger through its line."""
    return func.sum(column).over(order_by=SeatEntry.id, partition_by=SeatEntry.tenant_id)


def _event(row: Row[Any]) -> Event:
    _id, *line, _whose, _who, person, by = tuple(row)
    at, deed, entitled, taken, entitled_after, taken_after = line
    return Event(at, deed, entitled, taken, entitled_after, taken_after, person, by)


def begun_on() -> date | None:
    """The day of the first line of the ledger; None before anything was counted."""
    first = db.session.scalar(select(func.min(SeatEntry.at)))
    return day_of(first) if first else None
