"""`saas shell`: Python with the application at hand."""

from __future__ import annotations

import code

import click

from saas.app import create_app
from saas.dates import now, today
from saas.db import db
from saas.scope import all_tenants, tenant_scope

HINT = (
    "app, db, today(), now(); nothing is committed unless you do.\n"
    "with tenant_scope(2): ...      with all_tenants(because='looking for ...'): ..."
)


@click.command("shell")
def command() -> None:
    """Python, with the application loaded and nobody's data in scope."""
    app = create_app()
    known = {"app": app, "db": db, "today": today, "now": now}
    known |= {"tenant_scope": tenant_scope, "all_tenants": all_tenants}
    with app.app_context():
        code.interact(HINT, local=known, exitmsg="")
