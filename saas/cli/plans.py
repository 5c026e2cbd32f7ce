"""`saas plans`: what is sold, and another list of plans in its place.

Exit codes: 0 stored, or nothing to store; 1 refused, or answered no; 2 the call's words or the
file are off.
"""

from __future__ import annotations

import getpass
import json
import sys
from datetime import date, datetime
from pathlib import Path

import click

from saas.cli.house import opened
from saas.dates import now, today
from saas.db import db
from saas.errors import Refusal
from saas.licensing.catalogue.actions import compared, store_catalogue
from saas.licensing.catalogue.difference import Difference
from saas.licensing.catalogue.models import catalogue_on
from saas.licensing.catalogue.reading import CatalogueWrong
from saas.licensing.catalogue.writing import written


@click.group()
def command() -> None:
    """The plans that are sold."""


@command.command("show")
@click.option(
    "--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="In force on DAY (default: today)."
)
def show_command(day: datetime | None) -> None:
    """Print the list of plans in force, as a file that `load` reads."""
    with opened():
        print(written(catalogue_on(day.date() if day else today())), end="")


@command.command("load")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--from", "day", type=click.DateTime(["%Y-%m-%d"]), help="In force from DAY (default: today)."
)
@click.option("--yes", is_flag=True, help="Store it without asking.")
@click.option("--dry-run", is_flag=True, help="Show the difference and store nothing.")
@click.option(
    "--json", "as_json", is_flag=True, help="Say the difference as JSON on stdout; implies --yes."
)
def load_command(
    file: Path,
    day: datetime | None,
    yes: bool,  # noqa: FBT001 - click's flags
    dry_run: bool,  # noqa: FBT001
    as_json: bool,  # noqa: FBT001
) -> None:
    """Put the list of plans in FILE in force, after showing what it changes.

    An edition that has been sold may neither change nor go; nothing is stored then.
    """
    contents, begins = file.read_text(encoding="utf-8"), day.date() if day else None
    with opened():
        begins = begins or today()
        found = _compared(contents, begins, file)
        stored = False
        if not as_json:
            _say(found)
        if not found.is_none and not dry_run and not found.remedies:
            if not (yes or as_json):
                click.confirm(f"In force from {begins}. Store it?", abort=True)
            _store(contents, begins, found)
            stored = True
    if as_json:
        print(json.dumps({**found.as_json, "effective_from": str(begins), "stored": stored}))
    elif stored:
        print(f"Stored. In force from {begins}.")
    sys.exit(1 if found.remedies else 0)


def _compared(contents: str, begins: date, file: Path) -> Difference:
    try:
        return compared(contents=contents, effective_from=begins, today=today())
    except CatalogueWrong as wrong:
        problems = "\n".join(f"  - {problem}" for problem in wrong.problems)
        raise click.UsageError(f"{file} does not hold:\n{problems}") from wrong


def _store(contents: str, begins: date, shown: Difference) -> None:
    try:
        by = f"{getpass.getuser()} (command line)"
        store_catalogue(
            contents=contents, effective_from=begins, by=by, now=now(), shown=shown.fingerprint
        )
    except Refusal as refusal:
        raise click.ClickException(str(refusal)) from refusal
    db.session.commit()


def _say(found: Difference) -> None:
    if found.is_none:
        print("Nothing changes.")
    for key in found.new:
        print(f"+ {key}: new")
    for change in found.changed:
        print(f"~ {change.key}, {change.what}: {change.was} -> {change.becomes}")
    for key in found.gone:
        print(f"- {key}: gone; nobody has bought it")
    for remedy in found.remedies:
        print(f"! {remedy}")
