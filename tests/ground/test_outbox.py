"""At-least-once telling, exactly-once effect, parked failures, and a sweep."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import current_app
from redis import Redis
from rq import Queue
from sqlalchemy import func, select, text, update

from saas import jobs, outbox
from saas.dates import clock_time, now, today
from saas.db import db
from saas.demo import clock as demo_clock
from saas.events import Event
from saas.mail import Mail, write_mail
from saas.outbox import Announcement, Delivery, announce, telling
from saas.scope import OPERATOR, all_tenants, tenant_scope


@dataclass(frozen=True, slots=True)
class BreadBaked(Event):
    """A fact of the tests."""

    loaf: int


def eat(fact: BreadBaked) -> None:
    """Leave a trace in the database, as a reaction does."""
    announce(BreadEaten(fact.loaf))


def knead(_fact: BreadBaked) -> None:
    """Take long."""
    time.sleep(0.8)


def burn(fact: BreadBaked) -> None:
    """Always fail, after having written something that must not stay."""
    announce(BreadEaten(fact.loaf))
    raise OSError("the oven is too hot")


@dataclass(frozen=True, slots=True)
class BreadEaten(Event):
    """The trace."""

    loaf: int


@pytest.fixture
def reacting(app, database):
    """Let chosen functions react to BreadBaked for one test."""
    usual = app.extensions["outbox"]

    def to_bread(*reactions):
        outbox.init_app(app, {BreadBaked: list(reactions)})

    yield to_bread
    app.extensions["outbox"] = usual


def bake(loaves):
    with tenant_scope(OPERATOR):
        for loaf in range(loaves):
            announce(BreadBaked(loaf))
    db.session.commit()


def eaten():
    with all_tenants(because="a test counts"):
        traces = db.session.scalars(
            select(Announcement.facts["loaf"].as_integer()).where(Announcement.name == "BreadEaten")
        ).all()
    db.session.commit()
    return sorted(traces)


def deliveries():
    db.session.expunge_all()
    with all_tenants(because="a test looks"):
        found = list(db.session.scalars(select(Delivery).order_by(Delivery.id)))
    db.session.commit()
    return found


class TestTelling:
    def test_each_reaction_is_told_once(self, reacting):
        reacting(eat)
        bake(3)

        outbox.tell()
        outbox.tell()

        assert eaten() == [0, 1, 2]

    def test_the_oldest_is_told_first_however_the_database_finds_it(self, reacting):
        reacting(eat)
        with tenant_scope(OPERATOR):
            for loaf in range(40):
                announce(BreadBaked(loaf), due=now() - timedelta(seconds=loaf * 7 % 40))
        db.session.commit()
        with all_tenants(because="a test has the database find them by another way"):
            db.session.execute(text("set local enable_nestloop = off"))
            db.session.execute(text("set local enable_mergejoin = off"))
        leased = telling._lease(40)

        due = {d.id: (d.due_at, d.id) for d in deliveries()}
        assert [due[n] for _tenant, n in leased] == sorted(due.values())

    def test_nothing_is_told_of_what_was_not_kept(self, reacting):
        reacting(eat)
        with tenant_scope(OPERATOR):
            announce(BreadBaked(1))
        db.session.rollback()

        assert (outbox.tell(), eaten()) == (0, [])

    @pytest.mark.parametrize(
        ("told", "seconds", "many"), [(1, 2.0, 1), (1, 0.05, 20), (100, 4.0, 25), (7, 0.0, 100)]
    )
    def test_as_many_are_leased_as_are_told_in_a_second(self, told, seconds, many):
        assert telling.as_many_as_in_a_second(told, seconds) == many

    def test_what_takes_long_is_leased_one_by_one_and_what_does_not_together(
        self, reacting, monkeypatch
    ):
        leases = []

        def lease(count):
            leases.append(count)
            return really(count)

        really = telling._lease
        monkeypatch.setattr(telling, "_lease", lease)
        reacting(knead)
        bake(2)
        outbox.tell()
        assert leases == [1, 1, 1]

        leases.clear()
        reacting(eat)
        bake(30)
        outbox.tell()
        assert leases[0] == 1
        assert max(leases) > 1

    def test_many_tellers_share_the_work_and_double_nothing(self, app, reacting):
        reacting(eat)
        bake(300)

        def teller():
            with app.app_context():
                outbox.tell()

        threads = [threading.Thread(target=teller) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        outbox.tell()

        assert eaten() == list(range(300))

    @pytest.mark.parametrize("patience", [0.0, demo_clock.PATIENCE])
    def test_a_day_of_a_demo_is_not_over_while_a_worker_tells_of_it(
        self, app, reacting, clock, monkeypatch, patience
    ):
        monkeypatch.setattr(demo_clock, "PATIENCE", patience)
        begun, seen, day = threading.Event(), [], today()

        def linger(_fact):
            begun.set()
            time.sleep(0.8)
            seen.append(today())

        def worker():
            with app.app_context():
                outbox.tell()

        reacting(linger)
        bake(1)
        thread = threading.Thread(target=worker)
        thread.start()
        begun.wait()
        demo_clock.advance(app, day + timedelta(days=1))
        thread.join()

        assert today() == day + timedelta(days=1)
        assert seen == [day if patience else today()]

    def test_what_is_due_later_waits_for_the_business_clock(self, reacting, clock):
        reacting(eat)
        with tenant_scope(OPERATOR):
            announce(BreadBaked(7), due=now() + timedelta(days=3))
        db.session.commit()

        outbox.tell()
        assert eaten() == []

        clock.set((now() + timedelta(days=4)).date())
        outbox.tell()
        assert eaten() == [7]


class TestFailing:
    def test_a_failing_reaction_keeps_nothing_and_holds_up_nobody(self, reacting):
        reacting(burn, eat)
        bake(2)

        outbox.tell()

        assert eaten() == [0, 1]
        failed = [d for d in deliveries() if d.done_at is None]
        assert [d.attempts for d in failed] == [1, 1]
        assert "OSError: the oven is too hot" in failed[0].error
        assert all(d.leased_until > clock_time() for d in failed)

    def test_is_parked_at_the_end_of_its_schedule_and_can_be_taken_up_again(self, reacting):
        reacting(burn)
        bake(1)
        for _attempt in range(len(outbox.BACK_OFF) + 1):
            outbox.tell()
            with tenant_scope(OPERATOR):
                db.session.execute(update(Delivery).values(leased_until=None))
            db.session.commit()

        [parked] = deliveries()
        assert parked.parked_at is not None
        assert outbox.tell() == 0
        assert outbox.untold()[:3] == (0, 0, 1)

        reacting(burn)
        with tenant_scope(OPERATOR):
            outbox.tell_again(parked.id)
        db.session.commit()
        assert outbox.tell() == 1

    def test_is_put_off_and_no_disorder_of_the_house(self, reacting, visitor, saas):
        reacting(burn)
        bake(1)
        with tenant_scope(OPERATOR):
            db.session.execute(update(Delivery).values(due_at=now() - timedelta(hours=1)))
        db.session.commit()
        late = visitor.get("/readyz")
        assert (late.status_code, "has waited 36" in late.json["problems"]["outbox"]) == (503, True)

        outbox.tell()

        assert visitor.get("/readyz").json == {"status": "ok", "problems": {}}
        assert "saas_outbox_put_off 1.0" in visitor.get("/metrics").text
        assert outbox.untold() == (0, 1, 0, timedelta())
        assert outbox_found_by(saas) == ""

    def test_is_pending_from_when_it_is_to_be_tried_again(self, reacting):
        reacting(burn)
        bake(1)
        with tenant_scope(OPERATOR):
            db.session.execute(
                update(Delivery).values(
                    due_at=now() - timedelta(days=2),
                    attempts=7,
                    leased_until=clock_time() - timedelta(seconds=90),
                )
            )
        db.session.commit()

        pending = outbox.untold()

        assert pending[:3] == (1, 0, 0)
        assert timedelta(seconds=90) <= pending.waited < timedelta(seconds=120)

    @pytest.mark.parametrize(
        "lost", ["set name = 'BreadForgotten'", """set facts = '{"loaf": 1, "crust": 2}'"""]
    )
    def test_is_put_off_when_its_fact_can_no_longer_be_recalled(self, reacting, owner_engine, lost):
        reacting(eat)
        bake(2)
        with owner_engine.begin() as behind:
            behind.execute(text("set local session_replication_role = replica"))
            behind.execute(text(f"update announcements {lost} where (facts->>'loaf')::int = 0"))

        outbox.tell()

        assert eaten() == [1]
        [failed] = [d for d in deliveries() if d.done_at is None]
        assert failed.attempts == 1
        assert failed.error


def outbox_found_by(saas):
    found = json.loads(saas("doctor", "--json").stdout)
    return next(look["problem"] for look in found if look["looked_at"] == "outbox")


TELLERS = """
import os, sys
from saas import outbox
from saas.outbox import telling
from saas.app import create_app
from saas.config import Settings
from saas.logs import configure
from tests.ground import test_outbox as t
configure(readable=False)
app = create_app(Settings.read())
outbox.init_app(app, {t.BreadBaked: [t.eat]})
telling.LEASE = t.timedelta(seconds=0.3)
for _another in sys.stdin:
    if teller := os.fork():
        os.waitpid(teller, 0)
        continue
    with app.app_context():
        print(os.getpid(), flush=True)
        while True:
            outbox.tell()
"""


def environment_of(app):
    settings = app.config["SETTINGS"]
    names = settings.__dataclass_fields__
    return os.environ | {n.upper(): getattr(settings, n) for n in names if getattr(settings, n)}


def test_killing_tellers_at_any_point_loses_and_doubles_nothing(app, reacting):
    reacting(eat)
    bake(400)
    with subprocess.Popen(
        [sys.executable, "-c", TELLERS],
        env=environment_of(app),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as tellers:
        for turn in range(6):
            print("another", file=tellers.stdin, flush=True)
            teller = int(tellers.stdout.readline())
            time.sleep(0.02 + 0.03 * turn)
            os.kill(teller, signal.SIGKILL)

    tell_the_rest()

    assert eaten() == list(range(400))


def children_of(pid):
    return map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())


def forget_leases():
    """Let the minute pass for which a killed teller had leased."""
    with tenant_scope(OPERATOR):
        db.session.execute(update(Delivery).values(leased_until=None))
    db.session.commit()


def tell_the_rest():
    """Tell until nothing is due, as a worker does every minute.

    Once is not enough at once: the database takes a moment to see that a teller was killed, and
    until then what it held is locked and passed over.
    """
    latest = time.monotonic() + 30
    while outbox.untold()[0] and time.monotonic() < latest:
        db.session.rollback()
        forget_leases()
        jobs.wake_a_worker()
        jobs.work(current_app, burst=True)


WORKER = """
from saas import jobs, outbox
from saas.app import create_app
from saas.config import Settings
from tests.ground import test_outbox as t
app = create_app(Settings.read())
outbox.init_app(app, {t.BreadBaked: [t.eat]})
print("ready", flush=True)
jobs.work(app)
"""


def test_killing_worker_and_work_horse_and_flushing_the_queue_loses_and_doubles_nothing(
    app, reacting
):
    """RQ's worker with a work-horse for each job, both killed, and Redis emptied each time."""
    reacting(eat)
    app.extensions["queue"].empty()
    bake(300)
    for turn in range(2):
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER],
            env=environment_of(app) | {"SAAS_WORKER_FORKS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        worker.stdout.readline()
        jobs.wake_a_worker()
        time.sleep(0.3 + 0.2 * turn)
        worker.send_signal(signal.SIGSTOP)  # so that it starts no other
        for horse in children_of(worker.pid):
            os.kill(horse, signal.SIGKILL)
        worker.kill()
        worker.wait()
        worker.stdout.close()
        app.extensions["redis"].flushall()
        forget_leases()

    tell_the_rest()

    assert eaten() == list(range(300))


class TestTheQueue:
    def test_a_commit_with_news_wakes_a_worker_who_tells_it(self, app, database):
        queue = app.extensions["queue"]
        queue.empty()
        with tenant_scope(OPERATOR):
            write_mail(to="a@b.example", template="layout/letter.txt", language="en")
        assert queue.count == 0
        db.session.commit()
        assert queue.count == 1

        jobs.work(app, burst=True)

        assert deliveries()[0].done_at is not None

    def test_a_flushed_queue_loses_nothing(self, app, database):
        with tenant_scope(OPERATOR):
            write_mail(to="a@b.example", template="layout/letter.txt", language="en")
        db.session.commit()
        app.extensions["redis"].flushall()

        assert outbox.untold()[0] == 1
        jobs.wake_a_worker()
        jobs.work(app, burst=True)

        assert outbox.untold()[0] == 0
        with all_tenants(because="a test counts letters"):
            assert db.session.scalar(select(func.count()).select_from(Mail)) == 1

    def test_an_absent_queue_stops_nobody_from_working(self, app, database, monkeypatch):
        gone = Redis(host="127.0.0.1", port=1, socket_connect_timeout=0.2)
        monkeypatch.setitem(app.extensions, "queue", Queue("facts", connection=gone))
        with tenant_scope(OPERATOR):
            write_mail(to="a@b.example", template="layout/letter.txt", language="en")
        db.session.commit()

        assert outbox.untold()[0] == 1
