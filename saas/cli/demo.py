"""`saas demo`: three companies to look at, in a database with nobody in it."""

from __future__ import annotations

import click
from flask import Flask
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn
from sqlalchemy import select

from saas.app import create_app
from saas.config import Settings
from saas.db import db
from saas.demo.companies import HISTORY_DAYS, load
from saas.logs import configure
from saas.tenants.accounts.models import Account


@click.command("demo")
def command() -> None:
    """Fill an empty database with the demo's companies; one that has people is left alone."""
    settings = Settings.read()
    if settings.in_production:
        raise click.UsageError("Production has real customers; the demo's stay outside.")
    configure(readable=True)
    app = create_app(settings)
    if _has_people(app):
        return
    columns = TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn()
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("The demo's companies live up to today", total=HISTORY_DAYS)
        load(app, lambda _day: bar.update(task, advance=1))


def _has_people(app: Flask) -> bool:
    with app.app_context():
        return db.session.scalar(select(Account.id).limit(1)) is not None
