"""Seats are never oversold nor undersold, however many grab at once (promises.md R1, small).

The same storm with the guard removed oversells: the negative control.
"""

import os
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select, text

from saas.app import create_app
from saas.dates import now
from saas.db import db
from saas.licensing.seats.actions import (
    entitle,
    free_seat,
    hold_seat,
    lock_seats,
    seat_guest,
    seat_person,
)
from saas.licensing.seats.models import Seat, SeatCount, seats_that_do_not_add_up
from saas.licensing.seats.rules import SeatLimitReached
from saas.scope import all_tenants, tenant_scope
from tests import factories
from tests.licensing.making import agreed

pytestmark = pytest.mark.long

CONNECTIONS, COMPANIES = 64, 10
ATTEMPTS = int(os.environ.get("SEAT_GRABS", "1280"))
WEEK = timedelta(days=7)


@pytest.fixture
def many_hands(settings, database):
    """The app with a connection to the database for each of many threads."""
    app = create_app(
        settings,
        TESTING=True,
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": CONNECTIONS, "max_overflow": 0},
    )
    yield app
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def companies(database):
    """Ten companies on Basic with eighteen extra seats, and sixteen people who want to sit."""
    made = []
    for n in range(COMPANIES):
        company = factories.company(name=f"Company {n}", org_number=f"55600000{n:02}")
        owner = factories.person(of=company, name=f"Owner {n}")
        agreed(owner, extra_seats=18)
        waiting = [factories.person(of=company, name=f"P{n}-{m}", role="member") for m in range(16)]
        made.append((company.id, owner, waiting))
    return made


def storm(app, companies, grab, attempts=ATTEMPTS):
    """Everybody at once: each attempt is a transaction of its own. What came of them, counted."""
    start, outcomes = Barrier(CONNECTIONS), Counter()
    seed = random.Random(20260302)
    plan = [(seed.choice(companies), seed.random()) for _ in range(attempts)]

    def hand(number):
        mine = Counter()
        with app.app_context():
            start.wait()
            for company, chance in plan[number::CONNECTIONS]:
                with tenant_scope(company[0]):
                    mine[grab(company, chance)] += 1
                db.session.remove()
        return mine

    with ThreadPoolExecutor(CONNECTIONS) as hands:
        for counted in hands.map(hand, range(CONNECTIONS)):
            outcomes += counted
    return outcomes


def mixed(company, chance):
    """One attempt by one of the ways there are, or a seat given back."""
    _tenant, owner, people = company
    somebody, instant = people[int(chance * 1000) % len(people)], now()
    try:
        if chance < 0.04:
            if seat := db.session.scalar(select(Seat).where(Seat.held_until.is_not(None)).limit(1)):
                outcome = f"guest {seat_guest(seat_id=seat.id, person=somebody, now=instant)}"
            else:
                outcome = "no guest"
        elif chance < 0.06:
            outcome = _give_one_back(owner, instant)
        elif chance < 0.065:
            entitle(seats=lock_seats(instant).entitled + 1, by=owner, now=instant)
            outcome = "bought"
        elif chance < 0.5:
            seat_person(person=somebody, by=owner, now=instant)
            outcome = "seated"
        else:
            hold_seat(until=instant + WEEK, by=owner, now=instant)
            outcome = "held"
        db.session.commit()
    except SeatLimitReached:
        db.session.rollback()
        outcome = "refused"
    return outcome


def _give_one_back(owner, instant):
    lock_seats(instant)
    seat = db.session.scalar(select(Seat).where(Seat.held_until.is_not(None)).limit(1))
    if seat is None:
        return "nothing to give back"
    free_seat(seat=seat, by=owner, now=instant)
    return "freed"


def without_guard(company, _chance):
    """Count, then take: what everybody writes first."""
    counted = db.session.scalars(select(SeatCount)).one()
    taken = db.session.scalar(select(func.count()).select_from(Seat))
    if taken >= counted.entitled:
        db.session.rollback()
        return "refused"
    db.session.add(Seat(held_until=now() + WEEK, taken_at=now()))
    counted.taken = taken + 1
    db.session.commit()
    return "held"


def rows_and_counts():
    with all_tenants(because="a test counts everybody's seats"):
        rows = dict(
            db.session.execute(select(Seat.tenant_id, func.count()).group_by(Seat.tenant_id)).all()
        )
        counts = {c.tenant_id: (c.taken, c.entitled) for c in db.session.scalars(select(SeatCount))}
        wrong = seats_that_do_not_add_up()
    db.session.rollback()
    return rows, counts, wrong


class TestManyHands:
    def test_never_oversell_nor_undersell(self, many_hands, companies):
        with many_hands.app_context():
            outcomes = storm(many_hands, companies, mixed)
            fill = storm(many_hands, companies, lambda company, _chance: mixed(company, 1), 640)
        rows, counts, wrong = rows_and_counts()

        assert outcomes["refused"] > ATTEMPTS / 10
        assert {"bought", "freed", "seated", "held", "guest True"} <= outcomes.keys()
        assert fill["refused"]
        assert wrong == []
        assert len(counts) == COMPANIES
        assert all(rows[id_] == taken == entitled for id_, (taken, entitled) in counts.items())

    def test_oversell_when_the_guard_is_removed(self, many_hands, companies, owner_engine):
        with unguarded(owner_engine), many_hands.app_context():
            storm(many_hands, companies, without_guard, 1_280)
            rows, counts, _wrong = rows_and_counts()
            _forget_seats(owner_engine)

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


def _forget_seats(owner_engine):
    with owner_engine.begin() as owner:
        owner.execute(text("truncate seats, seat_counts"))
