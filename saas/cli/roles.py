"""As whom the database lets us in: behind the wall between tenants, and across it.

PostgreSQL is asked what its roles may do. What they are called says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from flask import Flask
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError

from saas.config import Misconfigured
from saas.db import db

POWERS: Final = text(
    "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
)


def role_problems() -> Iterator[str]:
    """A sentence for each role that may more than it should, or less. Asks the database."""
    name, is_super, past_the_wall = _powers(db.engines[None])
    if is_super or past_the_wall:
        yield f"DATABASE_URL logs in as {name}, whom no wall stops; it is to be saas_runtime."
    name, is_super, past_the_wall = _powers(db.engines["platform"])
    if is_super:
        yield f"DATABASE_PLATFORM_URL logs in as {name}, a superuser; it is to be saas_platform."
    elif not past_the_wall:
        yield f"DATABASE_PLATFORM_URL logs in as {name}, who cannot look across tenants."


def must_be_let_in_rightly(app: Flask) -> None:
    """In production, refuse to start with roles that are not as they should be.

    Raises Misconfigured, or SystemExit when the database does not answer: whoever started the
    process starts it again. Nothing stays connected.
    """
    if not app.config["SETTINGS"].in_production:
        return
    with app.app_context():
        try:
            problems = list(role_problems())
        except OperationalError as away:
            raise SystemExit(f"The database does not answer: {away.orig}") from away
        finally:
            for engine in db.engines.values():
                engine.dispose()
    if problems:
        raise Misconfigured(problems)


def _powers(engine: Engine) -> tuple[str, bool, bool]:
    with engine.connect() as connection:
        role = connection.execute(POWERS).one()
    return role.rolname, role.rolsuper, role.rolbypassrls
