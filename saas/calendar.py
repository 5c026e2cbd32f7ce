"""What the calendar brings, once for each day, however many schedulers are running.

A slot (a Stockholm day, or ten minutes of one) is marked as lived through in the same
transaction as what its entry announced, so an entry runs once for each slot; days a stopped
scheduler missed are made up for, in order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import STOCKHOLM, clock_time, day_of, now
from saas.db import Base, db

Entry: TypeAlias = Callable[[date], None]
Calendar: TypeAlias = Mapping[str, Sequence[Entry]]
DAILY: Final = "every day"
OFTEN: Final = "every ten minutes"
FURTHEST_BACK: Final = timedelta(days=400)


class LivedThrough(Base):
    """That an entry of the calendar has run for a slot."""

    __tablename__ = "lived_through"

    entry: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    done_at: Mapped[datetime]


def keep_up(calendar: Calendar) -> int:
    """Live through every day up to today that was missed, and this ten minutes; entries run."""
    instant = now()
    today = day_of(instant)
    ran = 0
    for day in _days_missed(calendar[DAILY], today):
        ran += live_through(calendar, day)
    local = instant.astimezone(STOCKHOLM)
    slot = f"{local:%Y-%m-%dT%H:}{local.minute // 10}0"
    return ran + sum(_run(entry, slot, today) for entry in calendar[OFTEN])


def live_through(calendar: Calendar, day: date) -> int:
    """Run what every day brings, for `day`; how many entries ran now and not earlier."""
    return sum(_run(entry, day.isoformat(), day) for entry in calendar[DAILY])


def _days_missed(entries: Sequence[Entry], today: date) -> list[date]:
    names = [_name(entry) for entry in entries]
    last = db.session.scalar(
        select(func.max(LivedThrough.day)).where(LivedThrough.entry.in_(names))
    )
    db.session.rollback()
    first = max(last or today, today - FURTHEST_BACK)
    return [first + timedelta(days=n) for n in range((today - first).days + 1)]


def _run(entry: Entry, slot: str, day: date) -> int:
    marked = db.session.execute(
        insert(LivedThrough)
        .values(entry=_name(entry), slot=slot, day=day, done_at=clock_time())
        .on_conflict_do_nothing()
        .returning(LivedThrough.day)
    ).one_or_none()
    if marked:
        entry(day)
    db.session.commit()
    db.session.expunge_all()
    return int(marked is not None)


def _name(entry: Entry) -> str:
    return f"{entry.__module__.removeprefix('saas.')}.{entry.__name__}"
