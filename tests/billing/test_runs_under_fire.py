"""R2 and R3: workers and work-horses are killed during runs over many companies.

RUN_KILLS says how many are killed, RUN_COMPANIES over how many (30 and 3 000 unless they say so).
Three schedulers at once, chunks told late, the next day's run started before the first is done,
companies that leave meanwhile: what the rows say at the end is what an oracle in plain Python
says must be invoiced.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left, unfinished_runs
from saas.billing.proof.models import findings
from saas.billing.seller.actions import ensure_seller
from saas.dates import now
from saas.db import db
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant
from tests import factories
from tests.billing import owing

pytestmark = pytest.mark.long

KILLS = int(os.environ.get("RUN_KILLS", "20"))
COMPANIES = int(os.environ.get("RUN_COMPANIES", "2000"))
APRIL = date(2026, 4, 1)


def ready(settings, count):
    """Companies that owe, somebody at each that may leave, and a seller."""
    made = list(owing.companies(count))
    owing.make(settings.database_owner_url.replace("+psycopg", ""), made)
    ensure_seller()
    db.session.commit()
    for one in made:
        if one.may_leave:
            with all_tenants(because="a test looks for a company"):
                company = db.session.get_one(Tenant, one.id)
            factories.person(of=company, name=f"Owner{one.id}")
            db.session.expunge_all()
    return made


def fire(settings, kills):
    given = {name.upper(): str(value) for name, value in asdict(settings).items() if value}
    done = subprocess.run(
        [sys.executable, "-m", "tests.billing.runs_killed", str(kills)],
        env=os.environ | given | {"PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        check=False,
        timeout=300 + 3 * kills,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    told = json.loads(done.stdout.splitlines()[-1])
    left = {int(whose): date.fromisoformat(day) for whose, day in told["left"].items()}
    return told, left


def test_killing_workers_and_horses_loses_and_doubles_nothing(
    database, settings, owner_engine, record_property
):
    made = ready(settings, COMPANIES)
    told, left = fire(settings, KILLS)
    record_property("fire", told)

    invoiced, twice = owing.was_invoiced(owner_engine, left=left)
    expected = owing.must_be_invoiced(made, through=date.fromisoformat(told["through"]), left=left)
    assert sum(told["killed"].values()) == KILLS
    assert min(told["killed"][kind] for kind in ("worker", "horse", "both")) > KILLS / 20
    assert len(left) > 0
    assert invoiced == expected
    assert twice == set()
    assert owing.out_of_order(owner_engine) == 0
    assert findings() == []
    assert left_for_an_operator(owner_engine) == (0, 0, [])


def left_for_an_operator(engine):
    """Tellings not done, invoices not announced exactly once, and runs of which some is left."""
    not_once = """
        select count(*) from (
            select id from invoices except all
            select (facts ->> 'invoice_id')::bigint from announcements where name = 'InvoiceIssued'
        ) silent
    """
    with engine.connect() as owner:
        untold = owner.scalar(text("select count(*) from deliveries where done_at is null"))
        told = owner.scalar(text("select count(*) from announcements where name = 'InvoiceIssued'"))
        issued = owner.scalar(text("select count(*) from invoices"))
        silent = owner.scalar(text(not_once))
    return untold, silent + told - issued, list(unfinished_runs())


@pytest.fixture
def a_small_run(database, settings):
    """Two hundred companies, invoiced through the first of April: those a chunk invoices."""
    made = ready(settings, 200)
    for day in (owing.FIRST_DAY, APRIL):
        through(day)
    return [one for one in made if one.compared and one.country == "SE"]


def through(day):
    run = start_run(day, by="test", now=now())
    db.session.commit()
    for position in chunks_left(run):
        issue_chunk(run, position, now=now())
        db.session.commit()


class TestTheOracle:
    """The negative control: with a guard taken away, it sees what is wrong."""

    def told(self, made, engine):
        invoiced, twice = owing.was_invoiced(engine)
        return invoiced == owing.must_be_invoiced(made, through=APRIL, left={}), twice

    def test_agrees_with_runs_that_nothing_happened_to(self, a_small_run, owner_engine):
        assert self.told(a_small_run, owner_engine) == (True, set())
        assert len(owing.was_invoiced(owner_engine)[0]) > 600

    def test_sees_a_double_where_what_was_invoiced_is_not_compared(self, a_small_run, owner_engine):
        with owner_engine.begin() as owner:
            owner.execute(text("set local session_replication_role = replica"))
            owner.execute(text("update invoice_lines set covers = false"))
            owner.execute(text("update billing_days set due_on = '2026-04-01'"))
        through(APRIL)

        right, twice = self.told(a_small_run, owner_engine)
        assert not right
        assert len(twice) > 200

    def test_sees_what_is_lost_where_days_are_noted_and_nothing_is_issued(
        self, a_small_run, owner_engine
    ):
        with owner_engine.begin() as owner:
            owner.execute(text("set local session_replication_role = replica"))
            owner.execute(text("delete from invoice_lines where tenant_id = 7"))

        assert not self.told(a_small_run, owner_engine)[0]
