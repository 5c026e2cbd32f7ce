"""Production starts only as roles the wall stops, or that may look across it and no more."""

import gc
from dataclasses import replace

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url, text

from saas.app import create_app
from saas.cli import main
from saas.cli.roles import must_be_let_in_rightly
from saas.cli.serve import application
from saas.config import Misconfigured


def as_role(url, name):
    return make_url(url).set(username=name).render_as_string(hide_password=False)


@pytest.fixture
def kundzon(owner_engine):
    """A superuser who is not called postgres."""
    with owner_engine.begin() as connection:
        connection.execute(text("create role kundzon superuser login"))
    yield "kundzon"
    with owner_engine.begin() as connection:
        connection.execute(text("drop role kundzon"))


@pytest.fixture
def start(settings, database):
    """Start in production as these settings say; what is wrong with that."""

    def started(saas_env="production", **urls):
        try:
            must_be_let_in_rightly(create_app(replace(settings, saas_env=saas_env, **urls)))
        except Misconfigured as refused:
            return refused.problems
        return []

    return started


def test_the_roles_that_db_roles_makes_are_well(start):
    assert start() == []


def test_a_superuser_of_any_name_is_refused_for_either(start, settings, kundzon):
    runtime = as_role(settings.database_url, kundzon)
    platform = as_role(settings.database_platform_url, kundzon)
    behind, across = start(database_url=runtime, database_platform_url=platform)
    assert behind.startswith("DATABASE_URL logs in as kundzon, whom no wall stops")
    assert across.startswith("DATABASE_PLATFORM_URL logs in as kundzon, a superuser")


def test_urls_that_were_swapped_are_refused(start, settings):
    behind, across = start(
        database_url=settings.database_platform_url, database_platform_url=settings.database_url
    )
    assert behind.startswith("DATABASE_URL logs in as saas_platform, whom no wall stops")
    assert "saas_runtime, who cannot look across tenants" in across


def test_a_demo_may_do_as_it_likes(start, settings):
    assert start(saas_env="demo", database_url=settings.database_platform_url) == []


def test_a_database_that_is_away_is_said_in_words(start):
    nowhere = "postgresql+psycopg://saas_runtime@127.0.0.1:1/kundzon"
    with pytest.raises(SystemExit, match="The database does not answer"):
        start(database_url=nowhere)


@pytest.mark.parametrize("program", ["serve", "work", "calendar"])
def test_each_program_asks_before_it_begins(program, settings, database, kundzon):
    """What it would otherwise do has no end."""
    sound = {
        "SAAS_ENV": "production",
        "DATABASE_URL": as_role(settings.database_url, kundzon),
        "DATABASE_PLATFORM_URL": settings.database_platform_url,
        "REDIS_URL": settings.redis_url,
        "SECRET_KEY": settings.secret_key,
        "BASE_URL": "https://zone.example.com",
        "STRIPE_API_KEY": "sk_live_1",
        "STRIPE_WEBHOOK_SECRET": "whsec_1",
        "SMTP_URL": "smtps://mail.example.com",
        "DEPARTMENTS_FILE": "saas/helpcenter/departments/example.toml",
        "CLOCK_FILE": "",
        "STRIPE_API_BASE": "",
    }
    application.cache_clear()
    try:
        called = CliRunner().invoke(main, [program], env=sound)
    finally:
        gc.enable()  # `saas serve` begins without

    assert called.exit_code == 1
    assert "DATABASE_URL logs in as kundzon" in called.output
