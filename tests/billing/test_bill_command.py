"""`saas bill run`: what it issues, what it only shows, for whom, and how it says how it went."""

import json
from datetime import date

import pytest
from click.testing import CliRunner

from saas.billing.batches.actions import start_run
from saas.cli import bill, house
from saas.dates import now
from saas.db import db
from saas.scope import tenant_scope
from tests.billing import making

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def saas(settings, monkeypatch):
    """The command line; what a test holds is written before it is called."""
    monkeypatch.setattr(house.Settings, "read", lambda: settings)

    def call(*words):
        db.session.commit()
        told = CliRunner().invoke(bill.command, ["run", *words], env={"COLUMNS": "200"})
        db.session.expunge_all()
        return told

    return call


@pytest.fixture
def owing(alice, charlie, clock):
    """Two companies that owe for April, on its first day: their agreements."""
    bought = []
    for person, seats in ((alice, 0), (charlie, 3)):
        bought.append(making.agreement(by=person, started_on=MARCH, extra_seats=seats))
        making.invoice_again(bought[-1], by=person, today=MARCH)
    clock.set(APRIL)
    return bought


def issued(person):
    with tenant_scope(person.tenant_id):
        count = db.session.scalar(db.text("select count(*) from invoices"))
        db.session.commit()
        return count


def test_charlie_is_not_invoiced_by_a_run_of_the_bakery(saas, alice, charlie, bakery, owing):
    told = saas("--tenant", bakery.customer_number, "--json")

    assert told.exit_code == 0, told.output
    assert (issued(alice), issued(charlie)) == (2, 1)
    outcome = json.loads(told.stdout)
    assert (outcome["invoices"], outcome["left"], outcome["put_off"]) == (1, 0, 0)
    assert outcome["deliveries"] > 0


def test_everybody_is_invoiced_once_however_often_it_is_called(saas, alice, charlie, owing):
    codes = [saas().exit_code for _ in range(2)]

    assert codes == [0, 0]
    assert (issued(alice), issued(charlie)) == (2, 2)


class TestADryRun:
    def test_shows_lines_and_sums_and_issues_nothing(self, saas, alice, smithy, owing):
        told = saas("--dry-run")

        assert told.exit_code == 0, told.output
        assert "1 028.75" in told.stdout  # 299, and 299 and 3 × 75, and tax on it
        assert "Extra seats, Basic × 3" in told.stdout
        assert smithy.customer_number in told.stdout
        assert "2 documents: 2 as last time" in told.stdout
        assert issued(alice) == 1

    def test_marks_what_differs_and_says_so_by_its_exit_code(self, saas, alice, owing):
        making.terms(owing[0], by=alice, starts_on=APRIL, fee=897_00)
        told, lenient = saas("--dry-run", "--json"), saas("--dry-run", "--differs", "1000")

        found = json.loads(told.stdout)
        assert (told.exit_code, lenient.exit_code) == (1, 0)
        assert sorted(row["mark"] for row in found["data"]) == ["changed", "same"]
        assert found["sums"][0]["total"] == {"minor": 1_776_25, "currency": "SEK"}

    def test_looks_at_a_day_to_come_too(self, saas, alice, owing):
        found = json.loads(saas("--dry-run", "--date", "2026-05-01", "--json").stdout)

        assert [row["change_percent"] for row in found["data"]] == [100, 100]  # two months at once
        assert issued(alice) == 1

    def test_of_nobody_is_empty(self, saas, database):
        told = saas("--dry-run")

        assert (told.exit_code, "0 documents" in told.stdout) == (0, True)


class TestWhatIsAskedWrongly:
    @pytest.mark.parametrize(
        ("words", "why"),
        [
            (("--date", "2026-04-02"), "has not come yet"),
            (("--tenant", "4711"), "No company has this"),
            (("--resume", "--dry-run"), "as it was started"),
            (("--date", "soon"), "does not match"),
        ],
    )
    def test_is_said_and_nothing_is_issued(self, saas, alice, owing, words, why):
        told = saas(*words)

        assert (told.exit_code, why in told.stderr) == (2, True)
        assert issued(alice) == 1


class TestGoingOn:
    def test_issues_what_a_run_that_was_stopped_has_left(self, saas, alice, owing):
        run = start_run(APRIL, by="test", now=now())
        told = saas("--resume", "--json")

        assert (told.exit_code, json.loads(told.stdout)["run"]) == (0, run)
        assert issued(alice) == 2

    def test_says_that_something_was_put_off(self, saas, alice, owing):
        with tenant_scope(alice.tenant_id):
            db.session.execute(
                db.text("update tenants set invoice_email = 'nobody' where id = :id"),
                {"id": alice.tenant_id},
            )
            db.session.execute(
                db.text(
                    "insert into deliveries (tenant_id, announcement_id, reaction, due_at) "
                    "select tenant_id, id, 'nobody.reacts', announced_at from announcements limit 1"
                )
            )
        told = saas("--json")

        assert told.exit_code == 75
        assert json.loads(told.stdout)["put_off"] > 0
        assert issued(alice) == 2
