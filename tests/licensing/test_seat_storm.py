"""R1 over every way to come by a seat: eight processes of eight threads, nothing oversold.

STORM says how many attempts; without it the storm is a small one.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict

import pytest
from sqlalchemy import func, select, text

from saas.db import db
from saas.licensing.seats.models import Seat, SeatCount, seats_that_do_not_add_up
from saas.scope import all_tenants
from tests import factories
from tests.licensing.grabs import WAYS
from tests.licensing.making import agreed

ATTEMPTS = int(os.environ.get("STORM", "640"))
COMPANIES, SEATS, WAITING = 10, 100 if ATTEMPTS >= 5_000 else 12, 6


@pytest.fixture
def companies(database):
    """Ten companies of as many seats, an owner and a colleague, and some without a seat."""
    for n in range(COMPANIES):
        company = factories.company(name=f"Company {n}", org_number=f"55600000{n:02}")
        owner = factories.person(of=company, name=f"Owner {n}")
        factories.person(of=company, name=f"Asker{n}", role="member")
        agreed(owner, extra_seats=SEATS - 2)
        for m in range(WAITING):
            factories.person(of=company, name=f"P{n}-{m}", role="member")


def storm(settings, attempts, *words):
    known = {name.upper(): value for name, value in asdict(settings).items() if value}
    done = subprocess.run(
        [sys.executable, "-m", "tests.licensing.storm", str(attempts), *words],
        env={**os.environ, **known},
        capture_output=True,
        text=True,
        check=False,
        timeout=1_800,
    )
    assert done.returncode == 0, done.stderr[-3_000:]
    return json.loads(done.stdout.splitlines()[-1])


def counted():
    """Rows of seats and (taken, entitled), by company; and what does not add up."""
    with all_tenants(because="a test counts everybody's seats"):
        rows = dict(
            db.session.execute(select(Seat.tenant_id, func.count()).group_by(Seat.tenant_id)).all()
        )
        counts = {c.tenant_id: (c.taken, c.entitled) for c in db.session.scalars(select(SeatCount))}
        wrong = seats_that_do_not_add_up()
    db.session.rollback()
    return rows, counts, wrong


def test_nothing_is_oversold_nor_undersold_nor_stuck(settings, companies, record_property):
    told = storm(settings, ATTEMPTS)
    rows, counts, wrong = counted()
    outcomes = told.pop("outcomes")
    record_property("storm", told)

    assert [each for each in outcomes if each.startswith(("fault", "deadlock"))] == []
    assert {name.partition(":")[0] for name in outcomes} == {*WAYS, "fill"}
    refused = sum(n for name, n in outcomes.items() if "seat" in name and "limit" in name)
    assert refused > ATTEMPTS / 20
    assert outcomes["guest: came in"] > 0
    assert wrong == []
    assert len(counts) == COMPANIES
    assert all(rows[id_] == taken == entitled for id_, (taken, entitled) in counts.items())


def test_without_the_guard_it_is_oversold(settings, companies, owner_engine):
    with unguarded(owner_engine):
        storm(settings, 320, "--unguarded")
        rows, counts, _wrong = counted()
        with owner_engine.begin() as owner:
            owner.execute(text("truncate seats, seat_counts"))

    assert any(rows[id_] > entitled for id_, (_taken, entitled) in counts.items())


@contextmanager
def unguarded(owner_engine):
    """The database without the constraint that is the law."""
    law = "check (taken between 0 and entitled)"
    with owner_engine.begin() as owner:
        owner.execute(text("alter table seat_counts drop constraint seats_taken_within_entitled"))
    try:
        yield
    finally:
        with owner_engine.begin() as owner:
            owner.execute(
                text(f"alter table seat_counts add constraint seats_taken_within_entitled {law}")
            )
