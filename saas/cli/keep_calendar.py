"""`saas calendar`: what each day brings, and a sweep for deliveries whose wake-up was lost."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Final

import click
import structlog
from flask import Flask
from sqlalchemy.exc import OperationalError

from saas import calendar, jobs, outbox
from saas.app import create_app
from saas.cli.roles import must_be_let_in_rightly
from saas.config import Settings
from saas.logs import configure
from saas.wiring import CALENDAR

SWEEP_SECONDS: Final = 1.0
CALENDAR_SECONDS: Final = 30.0
log = structlog.get_logger()


@click.command("calendar")
def command() -> None:
    """Live through the calendar and wake a worker for pending deliveries whose wake-up was lost."""
    settings = Settings.read()
    configure(readable=not settings.in_production)
    app = create_app(settings)
    must_be_let_in_rightly(app)
    stop = _asked_to_stop()
    next_calendar = 0.0
    while not stop:
        if time.monotonic() >= next_calendar:
            undisturbed(app, _live)
            next_calendar = time.monotonic() + CALENDAR_SECONDS
        undisturbed(app, _sweep)
        time.sleep(SWEEP_SECONDS)


def undisturbed(app: Flask, deed: Callable[[], None]) -> None:
    """Do one thing; whatever goes wrong with it is logged, and the next thing is done."""
    try:
        with app.app_context():
            deed()
    except OperationalError:
        log.warning("the database is away; trying again")
    except Exception:
        log.exception("trying again")


def _live() -> None:
    with suppress(ExceptionGroup):  # each fault has been logged and noted
        calendar.keep_up(CALENDAR)


def _sweep() -> None:
    if outbox.untold().due:
        jobs.wake_a_worker()


def _asked_to_stop() -> list[int]:
    """A list that is no longer empty once somebody asks this process to stop."""
    asked: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        asked.append(number)

    signal.signal(signal.SIGTERM, note)
    signal.signal(signal.SIGINT, note)
    return asked
