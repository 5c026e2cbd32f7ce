"""Letting the demo's time pass, a whole day at a time, with everything each day brings."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from flask import Flask

from saas import calendar, outbox
from saas.config import Settings
from saas.dates import add_months, today
from saas.errors import Refusal
from saas.scope import enter, leave
from saas.text import N_
from saas.wiring import CALENDAR

UNITS: Final[dict[str, Callable[[date, int], date]]] = {
    "day": lambda day, n: day + timedelta(days=n),
    "week": lambda day, n: day + timedelta(weeks=n),
    "month": add_months,
    "year": lambda day, n: add_months(day, 12 * n),
}


PATIENCE: Final = 5.0
BREATH: Final = 0.02


class ClockStandsFast(Refusal):
    """Real customers live in real time."""

    says = N_("Only a demo has a clock that moves; CLOCK_FILE names its file.")


def set_back(settings: Settings, days: int) -> None:
    """Let the business day be `days` before the world's. For a demo that has no history yet."""
    _write(_file_of(settings), -days)


def advance(app: Flask, until: date, progress: Callable[[date], None] | None = None) -> int:
    """Live through every day up to `until`: its calendar, then its facts. The number of days.

    `progress` is told each day as it is over, and none is over while a worker beside us still
    tells of it: what came of it would be dated by another day. Raises ClockStandsFast outside a
    demo.
    """
    file = _file_of(app.config["SETTINGS"])
    days = 0
    token = enter(None)
    try:
        with app.app_context():
            calendar.keep_up(CALENDAR)
            _tell_all()
            while today() < until:
                _write(file, _offset(file) + 1)
                calendar.live_through(CALENDAR, today())
                _tell_all()
                days += 1
                if progress:
                    progress(today())
    finally:
        leave(token)
    return days


def _tell_all() -> None:
    """Tell what is due, and wait a few seconds for what others are telling."""
    outbox.tell()
    waits_until = time.monotonic() + PATIENCE
    while outbox.untold().due and time.monotonic() < waits_until:
        time.sleep(BREATH)
        outbox.tell()


def _file_of(settings: Settings) -> Path:
    if settings.in_production or not settings.clock_file:
        raise ClockStandsFast
    return Path(settings.clock_file)


def _offset(file: Path) -> int:
    return int(file.read_text(encoding="ascii") or 0) if file.exists() else 0


def _write(file: Path, days: int) -> None:
    beside = file.with_suffix(".next")
    beside.write_text(str(days), encoding="ascii")
    beside.replace(file)
