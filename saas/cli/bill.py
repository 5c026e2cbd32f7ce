"""`saas bill`: asking for money by hand what the calendar asks for each night."""

from __future__ import annotations

import json
import sys
import time
from datetime import date, datetime
from typing import Any

import click
from flask_babel import force_locale
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from saas import outbox
from saas.billing.batches.actions import issue_chunk
from saas.billing.batches.models import chunks_left, progress_of, unfinished_runs
from saas.billing.dry_run.answers import DryRunAnswer, in_json
from saas.billing.dry_run.models import issuable, outside_spans, spans_of
from saas.billing.dry_run.rules import USUAL, DryRun, Mark
from saas.billing.run_desk.actions import order_run
from saas.billing.run_desk.models import company_called
from saas.cli.bill_table import table_of
from saas.cli.house import opened
from saas.dates import now, today
from saas.db import db
from saas.errors import Refusal

DIFFERS, TRY_LATER, AT_ONCE = 1, 75, 100


@click.group()
def command() -> None:
    """Billing runs."""


@command.command("run")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--tenant", default="", help="Only this customer or organisation number.")
@click.option("--dry-run", is_flag=True, help="Show what would be issued, and write nothing.")
@click.option(
    "--differs",
    type=click.IntRange(0, 1000),
    default=USUAL,
    show_default=True,
    help="In a dry run: mark what differs from the invoice before by more than so many per cent.",
)
@click.option("--resume", is_flag=True, help="Go on with the newest run that is not finished.")
@click.option("--json", "as_json", is_flag=True, help="Say the outcome as JSON on stdout.")
def run_command(**asked: Any) -> None:
    """Invoice whatever is owed by a date and not invoiced yet. Safe to run twice.

    Workers help where there are any. Stop it at any time: --resume goes on. A date to come can
    only be looked at, with --dry-run.

    Exit codes: 0 everything is issued, or nothing differs from last time; 1 a dry run found
    something that is new, gone, a credit note, or differs; 2 the call's words are off; 75
    something is left that was put off or that others are at: run it again with --resume.
    """
    if asked["resume"] and (asked["dry_run"] or asked["tenant"] or asked["day"]):
        raise click.UsageError("--resume goes on with a run as it was started.")
    moment: datetime | None = asked["day"]
    with opened(), force_locale("en"):
        day = moment.date() if moment else today()
        try:
            if asked["dry_run"]:
                code = _look(day, asked["tenant"], asked["differs"], as_json=asked["as_json"])
            else:
                run_id = _run_to_resume() if asked["resume"] else None
                code = _issue(run_id or _started(day, asked["tenant"]), as_json=asked["as_json"])
        except Refusal as refusal:
            raise click.UsageError(str(refusal)) from refusal
    sys.exit(code)


def _started(day: date, tenant: str) -> int:
    run_id = order_run(day=day, company=tenant, by="saas bill run", now=now())
    db.session.commit()
    return run_id


def _run_to_resume() -> int | None:
    return next(iter(unfinished_runs()), None)


def _look(day: date, tenant: str, differs: int, *, as_json: bool) -> int:
    """Show a dry run; 1 where something differs."""
    only_for = company_called(tenant)
    spans = spans_of(day, only_for=only_for)
    companies = sum(span.companies for span in spans)
    made = []
    with _progress() as progress:
        task = progress.add_task("Looking", total=companies, what="companies", done=0, rate=0)
        began = time.monotonic()
        for span in spans:
            made += issuable(span, day=day)
            db.session.rollback()
            _advance(progress, task, span.companies, began)
        made += outside_spans(day, only_for=only_for)
    found = DryRun(day=day, differs=differs, found=made, companies=companies, looked_at=companies)
    if as_json:
        print(json.dumps(DryRunAnswer().dump(in_json(found, found.marked()))))
    else:
        Console().print(table_of(found))
    return 0 if found.counts.keys() <= {Mark.SAME} else DIFFERS


def _issue(run_id: int, *, as_json: bool) -> int:
    """Issue chunk after chunk and tell what follows; 75 where something of it is left."""
    with _progress() as progress:
        left = chunks_left(run_id)
        task = progress.add_task("Invoicing", total=len(left), what="invoices", done=0, rate=0)
        issued, began = 0, time.monotonic()
        for position in left:
            issued += issue_chunk(run_id, position, now=now())
            db.session.commit()
            progress.update(task, advance=1, done=issued, rate=_rate(issued, began))
        told = _tell(progress)
    left_over = outbox.untold()
    put_off = left_over.due + left_over.put_off
    outcome = {
        **progress_of(run_id),
        "deliveries": told,
        "put_off": put_off,
        "parked": left_over.parked,
    }
    said = (
        "Run {run}: {invoices} invoices through {day}; {one_by_one} agreements were looked at one "
        "by one; {deliveries} deliveries done, {put_off} put off, {parked} parked."
    )
    print(json.dumps(outcome) if as_json else said.format(**outcome))
    return TRY_LATER if outcome["left"] or put_off else 0


def _tell(progress: Progress) -> int:
    """Tell what follows from the invoices, and what is invoiced one by one; how many deliveries."""
    task = progress.add_task(
        "Delivering", total=outbox.untold().due, what="deliveries", done=0, rate=0
    )
    told, began = 0, time.monotonic()
    while done := outbox.tell(limit=AT_ONCE):
        told += done
        left = outbox.untold().due
        progress.update(task, completed=told, total=told + left, done=told, rate=_rate(told, began))
    return told


def _progress() -> Progress:
    """How far it has come, how fast, and how long is left; on stderr."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.fields[done]} {task.fields[what]}, {task.fields[rate]}/s"),
        TimeElapsedColumn(),
        TextColumn("left:"),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )


def _advance(progress: Progress, task: Any, by: int, began: float) -> None:
    progress.advance(task, by)
    done = int(progress.tasks[task].completed)
    progress.update(task, done=done, rate=_rate(done, began))


def _rate(done: int, began: float) -> int:
    return round(done / max(time.monotonic() - began, 0.001))
