"""The doctor finds what is out of order in an installation, and nothing where nothing is."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from saas.calendar import Failing
from saas.cli import main
from saas.dates import clock_time, now, today
from saas.db import db
from saas.mail import write_mail
from saas.outbox import Delivery
from saas.scope import OPERATOR, tenant_scope
from saas.translations.catalogues import Floor, every_floor


@pytest.fixture
def findings(settings, database):
    """What is wrong, by what was looked at; with settings that are other than usual."""
    usual = {name.upper(): getattr(settings, name) for name in settings.__dataclass_fields__}

    def found(**others):
        db.session.commit()
        called = CliRunner().invoke(main, ["doctor", "--json"], env=usual | others)
        looks = {look["looked_at"]: look["problem"] for look in json.loads(called.stdout)}
        wrong = {name: problem for name, problem in looks.items() if problem}
        assert called.exit_code == (1 if wrong else 0)
        return wrong

    return found


def test_nothing_is_found_where_all_is_well(findings):
    assert findings() == {}


def test_a_catalogue_nobody_compiled(findings, tmp_path, monkeypatch):
    monkeypatch.setattr(Floor, "mo", property(lambda floor: tmp_path / floor.name))
    for floor in every_floor()[1:]:
        floor.mo.touch()
    assert str(tmp_path / "ground") in findings()["translations"]


@pytest.mark.parametrize(
    ("name", "looked_at"),
    [
        ("DEPARTMENTS_FILE", "departments"),
        ("ACCOUNTS_FILE", "accounts"),
        ("PLANS_FILE", "plans"),
    ],
)
def test_a_file_that_is_toml_and_says_nothing_of_use(findings, tmp_path, name, looked_at):
    file = tmp_path / "file.toml"
    file.write_text("unheard_of = 1\n")
    assert list(findings(**{name: str(file)})) == [looked_at]


def test_roles_that_were_swapped(findings, settings):
    swapped = findings(
        DATABASE_URL=settings.database_platform_url, DATABASE_PLATFORM_URL=settings.database_url
    )
    assert "saas_platform, whom no wall stops" in swapped["roles"]
    assert "saas_runtime, who cannot look across tenants" in swapped["roles"]


def test_an_entry_of_the_calendar_that_fails(findings):
    db.session.add(
        Failing(entry="a.b", day=today(), since=clock_time(), times=3, error="OSError: torn")
    )
    assert findings() == {"calendar": "a.b has failed for 2026-03-02 3 times: OSError: torn"}


def test_deliveries_that_are_parked_or_pending_for_long(findings):
    with tenant_scope(OPERATOR):
        write_mail(to="a@b.example", template="layout/letter.txt", language="en")
        db.session.execute(db.update(Delivery).values(due_at=now() - timedelta(minutes=2)))
    assert findings()["outbox"].startswith("1 deliveries are pending, the oldest for 0:02:")

    with tenant_scope(OPERATOR):
        db.session.execute(db.update(Delivery).values(parked_at=clock_time()))
    assert findings()["outbox"].startswith("1 deliveries failed too often and are parked")
