"""`saas bill`: asking for money by hand what the calendar asks for each night."""

from __future__ import annotations

import json
import time
from datetime import datetime

import click
from rich.console import Console
from rich.progress import Progress, TextColumn

from saas import outbox
from saas.app import create_app
from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left, progress_of, unfinished_runs
from saas.config import Settings
from saas.dates import now, today
from saas.db import db
from saas.logs import configure


@click.group()
def command() -> None:
    """Billing runs."""


@command.command("run")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--resume", is_flag=True, help="Go on with the newest run that is not finished.")
@click.option("--json", "as_json", is_flag=True, help="Say the outcome as JSON on stdout.")
def run_command(day: datetime | None, resume: bool, as_json: bool) -> None:  # noqa: FBT001 - click's flags
    """Invoice whatever is owed by a date and not invoiced yet. Safe to run twice.

    Workers help where there are any. Stop it at any time: what is left is found again.
    """
    settings = Settings.read()
    configure(readable=not settings.in_production)
    with create_app(settings).app_context():
        run_id = _run_to_resume() if resume else None
        if run_id is None:
            run_id = start_run(day.date() if day else today(), by="saas bill run", now=now())
            db.session.commit()
        _issue(run_id)
        told = outbox.tell()
        outcome = {**progress_of(run_id), "tellings": told}
    said = "{invoices} invoices by {day}; {one_by_one} agreements were looked at one by one."
    print(json.dumps(outcome) if as_json else said.format(**outcome))


def _run_to_resume() -> int | None:
    return next(iter(unfinished_runs()), None)


def _issue(run_id: int) -> None:
    """Issue chunk after chunk, with how many invoices there are in a second and what is left."""
    columns = (
        *Progress.get_default_columns(),
        TextColumn("{task.fields[invoices]} invoices, {task.fields[rate]}/s"),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        left = chunks_left(run_id)
        task = progress.add_task("Invoicing", total=len(left), invoices=0, rate=0)
        issued, started = 0, time.monotonic()
        for position in left:
            issued += issue_chunk(run_id, position, now=now())
            db.session.commit()
            rate = round(issued / (time.monotonic() - started))
            progress.update(task, advance=1, invoices=issued, rate=rate)
