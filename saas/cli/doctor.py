"""`saas doctor`: whether this installation is set up to do its work."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

import click
from alembic.script import ScriptDirectory
from flask import current_app
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from saas import calendar, outbox
from saas.billing.accounting.export import chart
from saas.billing.accounting.rules import ChartWrong
from saas.cli.database import alembic_config
from saas.cli.house import opened
from saas.cli.roles import role_problems
from saas.config import Misconfigured, Settings
from saas.dates import clock_time
from saas.db import db
from saas.helpcenter.departments.reading import DepartmentsWrong, departments
from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.reading import CatalogueWrong
from saas.translations.catalogues import every_floor

FURTHEST_APART_SECONDS: Final = 5
LONGEST_WAIT: Final = timedelta(minutes=1)


def findings() -> Iterator[tuple[str, str]]:
    """What was looked at, and what is wrong with it ("" when nothing is)."""
    try:
        Settings.read()
    except Misconfigured as error:
        yield from (("configuration", problem) for problem in error.problems)
        return
    yield "configuration", ""
    with opened():
        for name, look in LOOKS.items():
            try:
                yield name, look()
            except (SQLAlchemyError, RedisError) as fault:
                yield name, str(fault).splitlines()[0]
            db.session.rollback()


def _roles() -> str:
    return " ".join(role_problems())


def _policies() -> str:
    bare = db.session.scalars(
        text(
            "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid "
            "where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace "
            "and a.attname = 'tenant_id' and not a.attisdropped "
            "and not (c.relrowsecurity and c.relforcerowsecurity)"
        )
    ).all()
    return f"No wall around {', '.join(bare)}." if bare else ""


def _migrations() -> str:
    newest = ScriptDirectory.from_config(alembic_config("")).get_current_head()
    here = db.session.scalar(text("select version_num from alembic_version"))
    return "" if here == newest else f"The database is at {here}, the code at {newest}."


def _queue() -> str:
    current_app.extensions["redis"].ping()
    return ""


def _outbox() -> str:
    told = outbox.untold()
    if told.parked:
        return f"{told.parked} deliveries failed too often and are parked; see /staff/parked."
    if told.waited > LONGEST_WAIT:
        return f"{told.due} deliveries are pending, the oldest for {told.waited}."
    return ""


def _calendar() -> str:
    return " ".join(
        f"{entry.entry} has failed for {entry.day} {entry.times} times: {entry.error}"
        for entry in calendar.failing()
    )


def _clock() -> str:
    theirs = db.session.scalar(text("select clock_timestamp()"))
    apart = abs((clock_time() - theirs).total_seconds()) if theirs else 0.0
    return f"The database's clock is {apart:.0f} s off." if apart > FURTHEST_APART_SECONDS else ""


def _plans() -> str:
    try:
        catalogue()
    except CatalogueWrong as wrong:
        return " ".join(wrong.problems)
    return ""


def _departments() -> str:
    try:
        departments()
    except DepartmentsWrong as wrong:
        return " ".join(wrong.problems)
    return ""


def _accounts() -> str:
    try:
        chart()
    except ChartWrong as wrong:
        return str(wrong)
    return ""


def _catalogues() -> str:
    missing = ", ".join(str(floor.mo) for floor in every_floor() if not floor.mo.exists())
    return f"Not compiled: {missing}; people read English instead." if missing else ""


LOOKS: Final[dict[str, Callable[[], str]]] = {
    "roles": _roles,
    "wall between tenants": _policies,
    "migrations": _migrations,
    "plans": _plans,
    "departments": _departments,
    "accounts": _accounts,
    "translations": _catalogues,
    "queue": _queue,
    "outbox": _outbox,
    "calendar": _calendar,
    "clock": _clock,
}


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Say the findings as JSON on stdout.")
def command(as_json: bool) -> None:  # noqa: FBT001 - click's flag
    """Check configuration, roles, policies, migrations, queue and clock. Exit 1 on findings."""
    found = list(findings())
    if as_json:
        print(json.dumps([{"looked_at": name, "problem": problem} for name, problem in found]))
    else:
        table = Table("Looked at", "Found")
        for name, problem in found:
            table.add_row(name, f"[red]{problem}" if problem else "[green]well")
        Console().print(table)
    sys.exit(1 if any(problem for _name, problem in found) else 0)
