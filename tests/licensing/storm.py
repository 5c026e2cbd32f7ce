"""Everybody grabs seats at once, in every way there is: `python -m tests.licensing.storm N`.

Forks eight processes of eight threads that let go at the same instant. Each attempt is one of
the ways somebody comes in, or a seat given back, ordered or lost; then every company is
filled until it refuses. Prints what came of the attempts as JSON. With `--unguarded` seats are
counted first and taken then, as everybody writes it first.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from saas.app import create_app
from saas.db import db
from saas.errors import Refusal
from saas.licensing.seats import actions as seats
from saas.licensing.seats.models import SeatCount
from saas.licensing.transfer.models import Transfer
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from tests.licensing.grabs import WAYS, Company, fill

PROCESSES, THREADS = 8, 8


def main(attempts, *, unguarded):
    """Let go, wait for everybody, and say what came of it."""
    app = create_app(
        SQLALCHEMY_ENGINE_OPTIONS={"pool_size": THREADS + 2, "max_overflow": 4}, TESTING=True
    )
    with app.app_context():
        companies = known_companies()
        for engine in db.engines.values():
            engine.dispose()
    for way in (*WAYS.values(), *WAYS.values()):
        attempt(app, way, companies[0])  # so that those forked from us find statements compiled
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    if unguarded:
        seats.raise_taken = count_then_take
    start = get_context("fork").Barrier(PROCESSES)
    with tempfile.TemporaryDirectory() as folder:
        told = [Path(folder) / str(n) for n in range(PROCESSES)]
        children = [
            process(app, companies, start, attempts, seed=n, told=told[n]) for n in range(PROCESSES)
        ]
        failed = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        outcomes, took = Counter(), []
        for path in told:
            counted, times = json.loads(path.read_text())
            outcomes += Counter(counted)
            took += times
    took.sort()
    summary = {
        "outcomes": outcomes,
        "failed": sum(map(bool, failed)),
        "attempts": len(took),
        "median_ms": round(1000 * took[len(took) // 2], 1),
        "p99_ms": round(1000 * took[len(took) * 99 // 100], 1),
    }
    sys.stdout.write(f"\n{json.dumps(summary)}\n")
    return any(failed)


def known_companies():
    """Every company but our own, with its people, our staff, and the transfer it has a part in."""
    with all_tenants(because="a test looks for companies"):
        ids = db.session.scalars(
            select(Person.tenant_id).where(Person.tenant_id != OPERATOR).distinct()
        ).all()
    db.session.rollback()
    with tenant_scope(OPERATOR):
        staff = tuple(person.id for person in Person.active())
        agreed = {
            party: each.id
            for each in db.session.scalars(select(Transfer))
            for party in (each.from_id, each.to_id)
        }
        db.session.rollback()
    found = []
    for tenant_id in sorted(ids):
        with tenant_scope(tenant_id):
            people = Person.active()
            owner = next(person for person in people if person.role is Role.OWNER)
            members = [person.id for person in people if person.role is Role.MEMBER]
            waiting, transfer = tuple(members[1:]), agreed.get(tenant_id)
            found.append(Company(tenant_id, owner.id, members[0], waiting, staff, transfer))
            db.session.rollback()
    return found


def process(app, companies, start, attempts, *, seed, told):
    """A process of eight threads; none of its connections is ours."""
    if child := os.fork():
        return child
    chance = random.Random(seed)
    ways = chance.choices(
        list(WAYS), [way.weight for way in WAYS.values()], k=attempts // PROCESSES
    )
    plan = [(WAYS[way], chance.choice(companies)) for way in ways]
    start.wait()
    with ThreadPoolExecutor(THREADS) as hands:
        done = list(hands.map(lambda each: attempt(app, *each), plan))
        start.wait()
        done += hands.map(lambda company: attempt(app, fill, company), companies)
    counted = Counter(outcome for outcome, _took in done)
    told.write_text(json.dumps([counted, [took for _outcome, took in done[: len(plan)]]]))
    os._exit(0)


def attempt(app, way, company):
    """One way, once: what came of it, and how long it took."""
    began = time.monotonic()
    try:
        outcome = f"{way.name}: {way(app, company)}"
    except Refusal as refusal:
        outcome = f"{way.name}: {refusal.code}"
    except OperationalError as fault:
        kind = "deadlock" if "deadlock" in str(fault) else "fault"
        outcome = f"{kind}: {way.name}: {fault}"
    except Exception as fault:  # noqa: BLE001 - the test reads what it was
        outcome = f"fault: {way.name}: {fault!r}"
    return outcome, time.monotonic() - began


def count_then_take(_day):
    """What everybody writes first: look, think, take."""
    counted = db.session.scalars(select(SeatCount).execution_options(populate_existing=True)).one()
    if counted.taken >= counted.entitled:
        return False
    time.sleep(0.002)
    counted.taken += 1
    db.session.flush()
    return True


if __name__ == "__main__":
    raise SystemExit(main(int(sys.argv[1]), unguarded="--unguarded" in sys.argv))
