"""`saas clock`: let the demo's time pass. Production has no such door."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from saas import calendar, outbox
from saas.app import create_app
from saas.config import Settings
from saas.dates import add_months, today
from saas.logs import configure
from saas.wiring import CALENDAR

UNITS: Final[dict[str, Callable[[date, int], date]]] = {
    "day": lambda day, n: day + timedelta(days=n),
    "week": lambda day, n: day + timedelta(weeks=n),
    "month": add_months,
    "year": lambda day, n: add_months(day, 12 * n),
}


def advance(app: Flask, until: date, progress: Callable[[date], None]) -> int:
    """Live through every day up to `until`: its calendar, then its news. The number of days."""
    settings: Settings = app.config["SETTINGS"]
    if settings.in_production or not settings.clock_file:
        raise click.UsageError("Only a demo has a clock that moves; set CLOCK_FILE to its file.")
    days = 0
    with app.app_context():
        calendar.keep_up(CALENDAR)
        outbox.tell()
        while today() < until:
            _move_one_day(Path(settings.clock_file))
            calendar.live_through(CALENDAR, today())
            outbox.tell()
            days += 1
            progress(today())
    return days


def _move_one_day(file: Path) -> None:
    offset = int(file.read_text(encoding="ascii") or 0) if file.exists() else 0
    beside = file.with_suffix(".next")
    beside.write_text(str(offset + 1), encoding="ascii")
    beside.replace(file)


@click.group()
def command() -> None:
    """The demo's clock."""


@command.command("advance")
@click.argument("number", type=click.IntRange(1, 3660))
@click.argument("unit", type=click.Choice([*UNITS, *(f"{u}s" for u in UNITS)]))
@click.option("--json", "as_json", is_flag=True, help="Say the outcome as JSON on stdout.")
def advance_command(number: int, unit: str, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Live through NUMBER UNITs, day by day: `saas clock advance 3 months`."""
    settings = Settings.read()
    configure(readable=True)
    app = create_app(settings)
    start = today()
    until = UNITS[unit.removesuffix("s")](start, number)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn()
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(start.isoformat(), total=(until - start).days)
        days = advance(
            app, until, lambda day: bar.update(task, advance=1, description=day.isoformat())
        )
    if as_json:
        print(json.dumps({"from": start.isoformat(), "today": today().isoformat(), "days": days}))
    else:
        print(f"{days} days have passed; today is {today()}.")


@command.command("show")
def show_command() -> None:
    """Say what day it is in this installation."""
    Settings.read()
    print(today().isoformat())
