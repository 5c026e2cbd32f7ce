"""`saas bill`: asking for money by hand what the calendar asks for each night."""

from __future__ import annotations

import json
from datetime import date, datetime

import click
from rich.console import Console

from saas import outbox
from saas.app import create_app
from saas.billing.run.actions import start_billing_run
from saas.config import Settings
from saas.dates import today
from saas.db import db
from saas.logs import configure


@click.group()
def command() -> None:
    """Billing runs."""


@command.command("run")
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="Default: today.")
@click.option("--json", "as_json", is_flag=True, help="Say the outcome as JSON on stdout.")
def run_command(day: datetime | None, as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Invoice whatever is owed by a date and not invoiced yet. Safe to run twice."""
    settings = Settings.read()
    configure(readable=not settings.in_production)
    app = create_app(settings)
    on: date = day.date() if day else today()
    with app.app_context(), Console(stderr=True).status(f"Invoicing what is owed by {on}"):
        due = start_billing_run(on)
        db.session.commit()
        told = outbox.tell()
    outcome = {"date": on.isoformat(), "agreements": due, "tellings": told}
    print(json.dumps(outcome) if as_json else f"{due} agreements were due by {on}.")
