"""`saas work`: the worker behind the pages."""

from __future__ import annotations

import click

from saas import jobs
from saas.app import create_app
from saas.cli.roles import must_be_let_in_rightly
from saas.config import Settings
from saas.logs import configure


@click.command("work")
def command() -> None:
    """Work off pending deliveries, as the queue wakes us. Any number may run."""
    settings = Settings.read()
    configure(readable=not settings.in_production)
    app = create_app(settings)
    must_be_let_in_rightly(app)
    jobs.work(app)
