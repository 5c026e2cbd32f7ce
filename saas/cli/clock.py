"""`saas clock`: let the demo's time pass. Production has no such door."""

from __future__ import annotations

import json

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from saas.app import create_app
from saas.config import Settings
from saas.dates import today
from saas.demo.clock import UNITS, ClockStandsFast, advance
from saas.logs import configure


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
        try:
            days = advance(
                app, until, lambda day: bar.update(task, advance=1, description=day.isoformat())
            )
        except ClockStandsFast as refusal:
            raise click.UsageError(str(refusal)) from refusal
    if as_json:
        print(json.dumps({"from": start.isoformat(), "today": today().isoformat(), "days": days}))
    else:
        print(f"{days} days have passed; today is {today()}.")


@command.command("show")
def show_command() -> None:
    """Say what day it is in this installation."""
    Settings.read()
    print(today().isoformat())
