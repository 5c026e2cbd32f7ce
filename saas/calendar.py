"""What the calendar brings, once for each day, however many schedulers are running.

A slot (a Stockholm day, or ten minutes of one) is marked as lived through in the same
transaction as what its entry announced, so an entry runs once for each slot; days a stopped
scheduler missed are made up for, in order. What a day brings is one transaction, as hardly ever
anything fails; where something does it is undone, and each entry has one of its own. An entry
that fails stops no other then: it is noted, and run again for the same day before it is run for
the next. So an entry of the day does nothing but read and write rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final, TypeAlias

import structlog
from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import clock_time, day_of, now
from saas.db import Base, db

Entry: TypeAlias = Callable[[date], None]
Calendar: TypeAlias = Mapping[str, Sequence[Entry]]
DAILY: Final = "every day"
OFTEN: Final = "every ten minutes"
FURTHEST_BACK: Final = timedelta(days=400)
LONGEST_ERROR: Final = 2_000
ONE_DAY: Final = timedelta(days=1)
log = structlog.get_logger()


class LivedThrough(Base):
    """That an entry of the calendar has run for a slot."""

    __tablename__ = "lived_through"

    entry: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    done_at: Mapped[datetime]


class Failing(Base):
    """That an entry failed when it was last run: for which day, since when, and what it said."""

    __tablename__ = "calendar_failures"

    entry: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
    since: Mapped[datetime]
    times: Mapped[int]
    error: Mapped[str]


def keep_up(calendar: Calendar) -> int:
    """Live through every day up to today that was missed, and this ten minutes; entries run.

    Raises an ExceptionGroup of what failed, after everything else has run.
    """
    instant = now()
    today = day_of(instant)
    _forget_failures_of_others(calendar)
    missed = _days_missed(calendar[DAILY], today)
    turn = _Turn()
    for day in sorted(set().union(*missed.values())):
        turn.take_day([e for e in calendar[DAILY] if day in missed[_name(e)]], day)
    for entry in calendar[OFTEN]:
        turn.take(entry, _ten_minutes_of(instant), today)
    return turn.ended()


def live_through(calendar: Calendar, day: date) -> int:
    """Run what every day brings, for `day`; how many entries ran now and not earlier.

    Raises an ExceptionGroup of what failed, after everything else has run.
    """
    turn = _Turn()
    turn.take_day(calendar[DAILY], day)
    return turn.ended()


def failing() -> Sequence[Failing]:
    """The entries that failed when they were last run, by name."""
    return db.session.scalars(select(Failing).order_by(Failing.entry)).all()


class _Turn:
    """One turn through the calendar. Who fails in it is left alone until the next."""

    def __init__(self) -> None:
        self.ran = 0
        self.faults: dict[Entry, Exception] = {}

    def take_day(self, entries: Sequence[Entry], day: date) -> None:
        """Run what a day brings: all at once, or where that fails each by itself."""
        entries = [entry for entry in entries if entry not in self.faults]
        try:
            self.ran += _run(entries, day.isoformat(), day)
        except Exception:  # noqa: BLE001 - whose fault it is, each by itself shows
            db.session.rollback()
        else:
            return
        for entry in entries:
            self.take(entry, day.isoformat(), day)

    def take(self, entry: Entry, slot: str, day: date) -> None:
        """Run an entry for a slot; when it fails, undo and note it."""
        try:
            self.ran += _run([entry], slot, day)
        except Exception as fault:
            log.exception("an entry of the calendar failed", entry=_name(entry), day=str(day))
            self.faults[entry] = fault
            db.session.rollback()
            _note(entry, day, fault)

    def ended(self) -> int:
        """How many entries ran. Raises what failed."""
        if self.faults:
            names = ", ".join(map(_name, self.faults))
            raise ExceptionGroup(f"failed in the calendar: {names}", list(self.faults.values()))
        return self.ran


def _ten_minutes_of(instant: datetime) -> str:
    """The slot's name, in UTC: an hour that comes twice in autumn has twelve slots."""
    at = instant.astimezone(UTC)
    return f"{at:%Y-%m-%dT%H:}{at.minute // 10}0Z"


def _days_missed(entries: Sequence[Entry], today: date) -> dict[str, set[date]]:
    """The days up to `today` that each entry has not lived through; a new one begins today."""
    names = [_name(entry) for entry in entries]
    newest = (
        select(LivedThrough.entry, func.max(LivedThrough.day))
        .where(LivedThrough.entry.in_(names))
        .group_by(LivedThrough.entry)
    )
    last = dict(db.session.execute(newest).all())
    never = dict(db.session.execute(select(Failing.entry, Failing.day)).all())
    db.session.rollback()
    missed = {}
    for name in names:
        begun = last[name] + ONE_DAY if name in last else min(never.get(name, today), today)
        first = max(begun, today - FURTHEST_BACK)
        missed[name] = {first + timedelta(days=n) for n in range((today - first).days + 1)}
    return missed


def _run(entries: Sequence[Entry], slot: str, day: date) -> int:
    """Run those of the entries that have not run for the slot; how many, in one transaction."""
    names = [_name(entry) for entry in entries]
    mark = {"entries": names, "slot": slot, "day": day, "at": clock_time()}
    try:
        marked = set(db.session.scalars(_MARK, mark))
        for entry, name in zip(entries, names, strict=True):
            if name in marked:
                entry(day)
        db.session.commit()
    finally:
        db.session.expunge_all()
    return len(marked)


_MARK: Final = text(
    """
    with marked as (
        insert into lived_through (entry, slot, day, done_at)
        select entry, :slot, :day, :at from unnest(cast(:entries as text[])) entry
        on conflict do nothing returning entry),
    no_longer_failing as (
        delete from calendar_failures where entry in (select entry from marked))
    select entry from marked
    """
)


def _note(entry: Entry, day: date, fault: Exception) -> None:
    """Write down that an entry failed. Raises OperationalError when the database is away."""
    said = f"{type(fault).__name__}: {fault}"[:LONGEST_ERROR]
    note = insert(Failing).values(
        entry=_name(entry), day=day, since=clock_time(), times=1, error=said
    )
    again = {"day": day, "times": Failing.times + 1, "error": said}
    db.session.execute(note.on_conflict_do_update(index_elements=[Failing.entry], set_=again))
    db.session.commit()


def _forget_failures_of_others(calendar: Calendar) -> None:
    """What the calendar no longer holds fails no more."""
    names = [_name(entry) for entries in calendar.values() for entry in entries]
    db.session.execute(delete(Failing).where(Failing.entry.not_in(names)))
    db.session.commit()


def _name(entry: Entry) -> str:
    return f"{entry.__module__.removeprefix('saas.')}.{entry.__name__}"
