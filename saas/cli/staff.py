"""`saas staff`: the operator's own people. The first of them can only be let in here."""

from __future__ import annotations

import click

from saas.cli.house import opened
from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.tenants.login.actions import add_staff


@click.group()
def command() -> None:
    """The operator's own people."""


@command.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.password_option()
def add_command(email: str, name: str, password: str) -> None:
    """Let a colleague at the operator log in with EMAIL."""
    with opened():
        try:
            add_staff(name=name, email=email, password=password, now=now())
        except Refusal as refusal:
            raise click.UsageError(str(refusal)) from refusal
        db.session.commit()
    print(f"{name} can log in as {email}.")
