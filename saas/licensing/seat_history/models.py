"""Questions about the seat ledger: its lines with names, and what held on each day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, cast, func, select
from sqlalchemy.orm import aliased

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
    """Page `page` (from 1) of the ledger of the company in scope, newest first, and whether
    there is more.
    """
    whose, who = aliased(Person), aliased(Person)
    so_far = {"order_by": SeatEntry.id, "partition_by": SeatEntry.tenant_id}
    after = select(
        SeatEntry.id,
        SeatEntry.at,
        SeatEntry.deed,
        SeatEntry.entitled,
        SeatEntry.taken,
        cast(func.sum(SeatEntry.entitled).over(**so_far), BigInteger).label("entitled_after"),
        cast(func.sum(SeatEntry.taken).over(**so_far), BigInteger).label("taken_after"),
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
    shown = [Event(*row[1:7], row[9], row[10]) for row in rows[:A_PAGE]]
    return shown, len(rows) > A_PAGE


def begun_on() -> date | None:
    """The day of the first line of the ledger; None before anything was counted."""
    first = db.session.scalar(select(func.min(SeatEntry.at)))
    return day_of(first) if first else None
