"""`saas db`: the roles, the database and its steps."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

import click
from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.engine import URL

MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
ROLES: Final = {
    "saas_owner": "nologin noinherit",
    "saas_runtime": "login nosuperuser nobypassrls",
    "saas_platform": "login nosuperuser bypassrls",
}
ONE_AT_A_TIME: Final = 7_001


def prepare(admin_url: str, database: str) -> None:
    """Make the roles and the database where they are missing, and bring it up to date.

    `admin_url` is a superuser's (or a role's that may create roles and databases).
    """
    make_roles(admin_url)
    engine = create_engine(admin_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        known = text("select 1 from pg_database where datname = :name")
        if not connection.scalar(known, {"name": database}):
            connection.execute(text(f'create database "{database}" owner saas_owner'))
    engine.dispose()
    upgrade(_of(admin_url, database))


def make_roles(admin_url: str) -> None:
    """Make the three roles: owner of the tables, runtime behind the wall, platform across it."""
    engine = create_engine(admin_url)
    with engine.begin() as connection:
        connection.execute(text("select pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        for name, options in ROLES.items():
            known = text("select 1 from pg_roles where rolname = :name")
            if not connection.scalar(known, {"name": name}):
                connection.execute(text(f"create role {name} {options}"))
    engine.dispose()


def upgrade(admin_url: str, revision: str = "head") -> None:
    """Take every step up to `revision`, as the owner role."""
    engine = create_engine(admin_url)
    with engine.begin() as connection:
        for extension in ("btree_gist",):
            connection.execute(text(f"create extension if not exists {extension}"))
        connection.execute(text("grant usage, create on schema public to saas_owner"))
        connection.execute(text("grant usage on schema public to saas_runtime, saas_platform"))
    alembic.upgrade(alembic_config(admin_url), revision)
    with engine.begin() as connection:  # health and the doctor look how far it has come
        connection.execute(text("grant select on alembic_version to saas_runtime, saas_platform"))
    engine.dispose()


def roles_of(admin_url: str, database: str) -> dict[str, str]:
    """The environment for the processes: how each role finds `database`."""
    return {
        "DATABASE_URL": _of(admin_url, database, "saas_runtime"),
        "DATABASE_PLATFORM_URL": _of(admin_url, database, "saas_platform"),
        "DATABASE_OWNER_URL": _of(admin_url, database),
    }


def _of(admin_url: str, database: str, user: str | None = None) -> str:
    url: URL = make_url(admin_url).set(database=database)
    if user:
        url = url.set(username=user)
    return url.render_as_string(hide_password=False)


def alembic_config(url: str) -> Config:
    """Alembic's configuration for the database at `url`."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["url"] = url
    return config


def _owner_url() -> str:
    if url := os.environ.get("DATABASE_OWNER_URL"):
        return url
    raise click.UsageError("Set DATABASE_OWNER_URL to a role that may become saas_owner.")


@click.group()
def command() -> None:
    """The database: its roles and its steps."""


@command.command("upgrade")
@click.argument("revision", default="head")
def upgrade_command(revision: str) -> None:
    """Take every step up to REVISION (default: the newest)."""
    upgrade(_owner_url(), revision)


@command.command("roles")
def roles_command() -> None:
    """Print the SQL that makes the three roles, for an administrator to run once."""
    for name, options in ROLES.items():
        print(f"create role {name} {options};")
    print("-- then give the two that log in a password each: alter role … password '…';")


@command.command("draft")
@click.argument("name")
@click.option("--after", help="The step it follows (default: the newest).")
def draft_command(name: str, after: str | None) -> None:
    """Draft the next step from the difference between the models and the database."""
    from saas import app  # noqa: F401, PLC0415 - imports every model, which takes a second
    from saas.db import Base  # noqa: PLC0415

    config = alembic_config(_owner_url())
    config.attributes["models"] = Base.metadata
    alembic.revision(
        config,
        message=name,
        rev_id=name,
        autogenerate=True,
        head=after or "head",
    )
