"""Billing runs with workers and work-horses killed: `python -m tests.billing.runs_killed KILLS`.

Month after month three schedulers start the day's run at the same instant, some chunks are told
a day late, three start the next day's run before the first is finished, and companies leave
meanwhile. All the time real RQ workers and their work-horses are killed with SIGKILL, one after
the other, until KILLS have been; then the rest is told. Prints what happened as JSON.
"""

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from multiprocessing import get_context
from pathlib import Path

from saas import jobs, mail, outbox
from saas.app import create_app
from saas.billing import events
from saas.billing.batches.actions import start_run
from saas.dates import add_months, now, today
from saas.db import db
from saas.licensing import events as licensing
from saas.licensing.termination.actions import give_notice
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from saas.wiring import REACTIONS
from tests.billing.owing import FIRST_DAY, after

WORKERS, SCHEDULERS, LEAVERS, RIDERLESS = 3, 3, 6, 2
QUIET = (events.InvoiceIssued, mail.MailWritten, licensing.SeatsTaken)
"""Facts nobody reacts to here: that an invoice is sent is another matter than that it is made."""
REACTING = {**REACTIONS, **{fact: [] for fact in QUIET}}
for left in (licensing.NoticeGiven, licensing.AgreementEnded):
    REACTING[left] = REACTIONS[left][:1]  # what is invoiced; not the letters


class Fire:
    """The workers, and who kills them."""

    def __init__(self, app, kills):
        self.app, self.wanted = app, kills
        self.killed, self.left, self.riderless = Counter(), {}, []
        self.workers = {self.start() for _ in range(WORKERS)}

    def start(self):
        """A worker of its own process, with a work-horse for each job."""
        forget_connections()
        if pid := os.fork():
            return pid
        random.seed()
        with suppress(Exception):
            jobs.work(self.app)
        os._exit(0)

    def burn(self, seconds=0.0, *, to_the_end=False):
        """Kill for some seconds, or until nothing is due."""
        until = time.monotonic() + seconds
        for turn in count(1):
            if time.monotonic() > until and not (to_the_end and self.work_is_left()):
                return
            jobs.wake_a_worker()
            time.sleep(random.uniform(0.03, 0.12))
            if sum(self.killed.values()) < self.wanted:
                self.kill()
            if turn % 4 == 0:
                self.time_passes()
            self.bury()

    def kill(self):
        """Kill a worker, or the work-horse of one, or both."""
        busy = [pid for pid in sorted(self.workers) if children_of(pid)]
        worker = random.choice(busy or sorted(self.workers))
        horses = children_of(worker)
        kind = random.choice(("worker", "horse", "both") if horses else ("worker",))
        if kind == "worker":
            self.let_run_on(horses)
        for pid in (*(horses if kind != "worker" else ()), *((worker,) * (kind != "horse"))):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.killed[kind] += 1

    def let_run_on(self, horses):
        """A work-horse outlives its worker; but of many such the oldest is killed too."""
        with suppress(ProcessLookupError):
            self.riderless += [os.pidfd_open(pid) for pid in horses]
        self.shoot(self.riderless[:-RIDERLESS])
        self.riderless = self.riderless[-RIDERLESS:]

    def time_passes(self):
        """Let the minute be over for which the dead had taken their work."""
        time_passes_for_leases("attempts = 0")

    def shoot(self, handles):
        for handle in handles:
            with suppress(ProcessLookupError):
                signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)

    def bury(self):
        """Start another for each worker that is gone."""
        for pid in sorted(self.workers):
            if os.waitpid(pid, os.WNOHANG)[0]:
                self.workers.remove(pid)
                self.workers.add(self.start())

    def work_is_left(self):
        waiting = outbox.untold()
        db.session.rollback()
        return waiting.due + waiting.put_off > 0

    def end(self):
        self.shoot(self.riderless)
        for pid in self.workers:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)


def main(kills):
    """Run after run, until enough has been killed and all is told."""
    os.environ["SAAS_WORKER_FORKS"] = "1"
    app = create_app()
    with app.app_context():
        sys.stdout.write(json.dumps(months_under(Fire, app, kills)))


def months_under(fires, app, kills):
    """Month after month under such a fire, and what happened."""
    began = time.monotonic()
    outbox.init_app(app, REACTING)
    app.extensions["queue"].empty()
    leavers = people_who_may_leave()
    forget_connections()
    fire, day, months = fires(app, kills), FIRST_DAY, 0
    try:
        while sum(fire.killed.values()) < kills or months < 2:
            one_month(fire, day, leavers[months * LEAVERS :][:LEAVERS])
            day, months = after(day, 1), months + 1
    finally:
        fire.end()
    told = {"killed": fire.killed, "months": months, "through": today().isoformat()}
    told["seconds"] = round(time.monotonic() - began)
    return told | {"left": fire.left}


def one_month(fire, day, leavers):
    """The runs of a day and of the next, the first of them late, and some who leave meanwhile."""
    set_clock(day)
    at_once(fire.app, SCHEDULERS, lambda: start_run(day, by="calendar", now=now()))
    some_are_told_late()
    fire.burn(1.0)
    morrow = day + timedelta(days=1)
    set_clock(morrow)
    at_once(fire.app, SCHEDULERS, lambda: start_run(morrow, by="calendar", now=now()))
    for person_id, tenant_id in leavers if day > FIRST_DAY else ():
        fire.left[tenant_id] = leaves(person_id, tenant_id, morrow).isoformat()
        fire.burn(0.1)
    fire.burn(to_the_end=True)


def at_once(app, count, act):
    """The same thing done by `count` processes that let go at the same instant."""
    barrier, doing = get_context("fork").Barrier(count), []
    forget_connections()
    for _ in range(count):
        if pid := os.fork():
            doing.append(pid)
            continue
        barrier.wait()
        act()
        db.session.commit()
        os._exit(0)
    failed = [pid for pid in doing if os.waitpid(pid, 0)[1]]
    if failed:
        raise SystemExit("A scheduler failed")


def leaves(person_id, tenant_id, day):
    """Somebody's notice of a month ago is found in the post: the agreement is over already."""
    received = max(FIRST_DAY, add_months(day, -1) - timedelta(days=1 + tenant_id % 9))
    with tenant_scope(tenant_id):
        notice = give_notice(
            by=Person.find(person_id),
            now=now(),
            received_at=datetime(received.year, received.month, received.day, 12, tzinfo=UTC),
        )
        db.session.commit()
        db.session.expunge_all()
    return notice.last_day


def people_who_may_leave():
    """Somebody of each company that may leave, with the company."""
    with all_tenants(because="a test looks for people"):
        found = db.session.execute(
            db.select(Person.id, Person.tenant_id).order_by(Person.tenant_id)
        ).all()
    db.session.rollback()
    return [tuple(row) for row in found]


def some_are_told_late():
    """Let a third of the chunks be told a day late."""
    late = "update deliveries set due_at = due_at + interval '1 day' where done_at is null"
    with all_tenants(because="a test delays news"):
        db.session.execute(db.text(f"{late} and id % 3 = 0"))
        db.session.commit()


def time_passes_for_leases(whose):
    """Let the time be over for which some deliveries had been taken, or put off."""
    over = f"""
        update deliveries set leased_until = null where (tenant_id, id) in (
            select tenant_id, id from deliveries
            where done_at is null and {whose} and leased_until is not null
            for update skip locked)
    """
    with all_tenants(because="a test lets time pass"):
        db.session.execute(db.text(over))
        db.session.commit()


def set_clock(day):
    """Let it be the same hour of another day."""
    file = Path(os.environ["CLOCK_FILE"])
    days = int(file.read_text()) if file.exists() else 0
    file.write_text(str(days + (day - today()).days))


def children_of(pid):
    try:
        return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def forget_connections():
    """None of our connections may be a child's."""
    db.session.remove()
    for engine in db.engines.values():
        engine.dispose()


if __name__ == "__main__":
    main(int(sys.argv[1]))
