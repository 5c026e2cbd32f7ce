"""R1 over every way to come by a seat: eight processes of eight threads, nothing oversold.

STORM says how many attempts; without it the storm is a small one.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from saas.dates import now, today
from saas.db import db
from saas.licensing.seats.actions import lock_seats, seat_person
from saas.licensing.seats.models import Seat, SeatCount, seats_that_do_not_add_up
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.grabs import WAYS
from tests.licensing.making import agreed
from tests.licensing.transferring import offered, taken

pytestmark = pytest.mark.long

ATTEMPTS = int(os.environ.get("STORM", "320"))
COMPANIES, TAKERS, SEATS, WAITING = 10, 4, 100 if ATTEMPTS >= 5_000 else 12, 6


@pytest.fixture
def companies(database, clock, request):
    """Ten companies of as many seats, an owner and a colleague, and some without a seat.

    Four more are on Free. Each is to take the agreement of one of the ten over, today. Fewer
    will do where that many would only take longer.
    """
    holders, takers = getattr(request, "param", (COMPANIES, TAKERS))
    for name in ("Saga", "Sten"):
        staff_member(name)
    here = [company(n) for n in range(holders + takers)]
    for owner in here[:holders]:
        agreed(owner, extra_seats=SEATS - 2)
        reseat(owner)
    tomorrow = today() + timedelta(days=1)
    for owner, n in zip(here, range(holders, holders + takers), strict=False):
        taken(offered(owner, number=org_number(n), effective_on=tomorrow), here[n])
    for n, owner in enumerate(here):
        for m in range(WAITING):
            waits(f"P{n}-{m}", at=owner.tenant_id)
    clock.set(tomorrow)


def company(n):
    """The owner of a company on Free, who has a colleague who may look; its seats are counted."""
    made = factories.company(name=f"Company {n}", org_number=org_number(n))
    owner = factories.person(of=made, name=f"Owner {n}")
    factories.person(of=made, name=f"Asker{n}", role="member")
    with tenant_scope(made.id):
        lock_seats(now())
        db.session.commit()
    return owner


def reseat(owner):
    """Let the colleague act, now that there are seats."""
    with tenant_scope(owner.tenant_id):
        colleague = next(p for p in Person.active() if p.id != owner.id)
        seat_person(person=colleague, by=Person.find(owner.id), now=now())
        db.session.commit()


def org_number(n):
    return f"55600000{n:02}"


def waits(name, *, at):
    """Somebody of a company who has no seat, and so may only look."""
    with tenant_scope(at):
        person = factories.person(of=our_company(), name=name, role="member")
        person.read_only_since = now()
        db.session.commit()


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
    """Rows of seats and (taken, entitled), by company; and what does not add up.

    Also who may act without a seat, or has one and may only look.
    """
    with all_tenants(because="a test counts everybody's seats"):
        rows = dict(
            db.session.execute(select(Seat.tenant_id, func.count()).group_by(Seat.tenant_id)).all()
        )
        counts = {c.tenant_id: (c.taken, c.entitled) for c in db.session.scalars(select(SeatCount))}
        wrong = seats_that_do_not_add_up()
        has_seat = select(Seat.id).where(
            Seat.tenant_id == Person.tenant_id, Seat.person_id == Person.id
        )
        people = select(Person.tenant_id, Person.name).where(
            Person.tenant_id != OPERATOR,
            Person.removed_at.is_(None),
            Person.read_only_since.is_(None) != has_seat.exists(),
        )
        wrong += db.session.execute(people).all()
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
    assert outcomes["transferred: done"] > 0
    assert outcomes["ordered_for_them: ordered"] > 0
    assert outcomes["recovered: seat"] > 0
    assert wrong == []
    assert len(counts) == COMPANIES + TAKERS
    assert all(rows[id_] == taken == entitled for id_, (taken, entitled) in counts.items())


@pytest.mark.parametrize("companies", [(3, 1)], indirect=True)
def test_without_the_guard_it_is_oversold(settings, companies, owner_engine):
    with unguarded(owner_engine):
        storm(settings, 64, "--unguarded")
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
