"""The last seats of ten companies, grabbed by 64 at once in eight processes (promises.md, R1).

Beside it the same grabs in plain psycopg: the company's counter raised where there is room, the
seat and its line of the ledger; or what says why not. R1 asks for 99 % within 250 ms.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.connection import Connection

import psycopg
from flask import Flask

from benchmarks.house import House, house
from benchmarks.licensing_rows import make
from benchmarks.shape import Measure, Spent, cpu_of, middle, percentile, report, small
from saas.app import create_app
from saas.config import Settings
from saas.dates import now
from saas.db import db
from saas.licensing.seats.actions import hold_seat
from saas.licensing.seats.rules import SeatLimitReached
from saas.logs import configure
from saas.scope import tenant_scope
from saas.tenants.people.models import Person

PROCESSES, THREADS = 8, 8
GRABS, ROUNDS, COMPANIES, SEATS = (192, 1, 4, 20) if small() else (10_000, 3, 10, 100)
WEEK = timedelta(days=7)
PATIENCE = 120
"""Seconds until a process that does not get ready has failed."""
Grab = Callable[[int], bool]


@dataclass(slots=True)
class Contender:
    """Who grabs: what each process begins with, and what its rounds have taken."""

    ready: Callable[[Sequence[int]], Grab]
    rounds: list[Spent]
    times: list[float]


def main() -> None:
    """Measure and report."""
    with house(settings=["max_connections=200"]) as home:
        warming, *companies = make(home.admin_url, 1 + 2 * ROUNDS * COMPANIES, extra=SEATS - 2)
        configure(readable=False)
        app = create_app(
            Settings.read(home.environment),
            SQLALCHEMY_ENGINE_OPTIONS={"pool_size": THREADS, "max_overflow": 0},
        )
        ours = Contender(lambda some: grab_with(app, [warming, *some]), [], [])
        bare = Contender(lambda _some: barely(home.plain_url), [], [])
        for turn in range(ROUNDS):
            for place, contender in enumerate((ours, bare) if turn % 2 else (bare, ours)):
                first = COMPANIES * (2 * turn + place)
                storm(home, contender, companies[first : first + COMPANIES], warming)
        sold_out(home, companies)
        report("The last seats, grabbed by 64 at once", list(figures(ours, bare)))


def figures(ours: Contender, bare: Contender) -> Iterator[Measure]:
    """What the rounds come to, refusals included."""
    n, one, limit = len(ours.times), middle(ours.rounds), middle(bare.rounds)
    yield Measure("grabs", round(one.per_second), "/s", n, round(limit.per_second))
    yield Measure("  processors, each", round(one.cpu_ms, 2), "ms", n, round(limit.cpu_ms, 2))
    for name, percent in (("half", 50), ("99 %", 99)):
        took, least = (1000 * percentile(each.times, percent) for each in (ours, bare))
        yield Measure(f"  {name} within", round(took, 1), "ms", n, round(least, 1))
    took = 1000 * percentile(ours.times, 99)
    yield Measure("  99 % within, beside R1's", round(took, 1), "ms", n, 250)


def storm(home: House, contender: Contender, companies: Sequence[int], warming: int) -> None:
    """Let eight processes go at the same instant, and keep how long each grab took.

    Each thread has grabbed at another company's before, and so is connected.
    """
    fork = get_context("fork")
    start = fork.Barrier(PROCESSES + 1, timeout=PATIENCE)
    heard, told = zip(*(fork.Pipe(duplex=False) for _ in range(PROCESSES)), strict=True)
    told_what = (contender.ready, companies, warming, start)
    working = [
        fork.Process(target=grab_all, args=(*told_what, told[seed], seed))
        for seed in range(PROCESSES)
    ]
    for process in working:
        process.start()
    start.wait()
    trees = (*home.trees, os.getpid())
    wall, cpu = time.perf_counter(), cpu_of(trees)
    times = [took for ear in heard for took in ear.recv()]
    wall = time.perf_counter() - wall
    for process in working:
        process.join()
    contender.rounds.append(Spent(len(times), wall, cpu_of(trees) - cpu))
    contender.times += times


def grab_all(
    ready: Callable[[Sequence[int]], Grab],
    companies: Sequence[int],
    warming: int,
    start: threading.Barrier,
    told: Connection,
    seed: int,
) -> None:
    """One process: its share of the grabs, by eight threads; tells how long each took."""
    chance, grab = random.Random(seed), ready(companies)
    plan = chance.choices(companies, k=GRABS // PROCESSES)

    def timed(company: int) -> float:
        began = time.perf_counter()
        grab(company)
        return time.perf_counter() - began

    with ThreadPoolExecutor(THREADS) as hands:
        list(hands.map(grab, [warming] * THREADS * 4))
        start.wait()
        told.send(list(hands.map(timed, plan)))


def grab_with(app: Flask, companies: Sequence[int]) -> Grab:
    """A seat held for somebody who is invited, as the form and the API do it."""
    owners = {}
    with app.app_context():
        for company in companies:
            with tenant_scope(company):
                owners[company] = Person.find(company)
                db.session.commit()
                db.session.expunge_all()

    def grab(company: int) -> bool:
        with app.app_context(), tenant_scope(company):
            try:
                hold_seat(until=now() + WEEK, by=owners[company], now=now())
                db.session.commit()
            except SeatLimitReached:
                db.session.rollback()
                return False
            return True

    return grab


def barely(url: str) -> Grab:
    """The same in plain psycopg, each thread with a connection of its own."""
    mine = threading.local()

    def grab(company: int) -> bool:
        if not hasattr(mine, "run"):
            mine.connection = psycopg.connect(url)
            mine.run = mine.connection.execute
        mine.run("select set_config('app.tenant_id', %s, true)", (str(company),))
        found = mine.run(TAKE, (company,)).fetchone()
        for statement in (SEAT, LINE) if found else (WHY_NOT,):
            mine.run(statement, {"tenant": company})
        mine.connection.commit()
        return bool(found)

    return grab


TAKE = """
    update seat_counts set taken = taken + 1
    where tenant_id = %s and taken < entitled and not exists (
        select from notices n
        join agreement_terms t on t.tenant_id = n.tenant_id and t.agreement_id = n.agreement_id
        where n.tenant_id = seat_counts.tenant_id and n.withdrawn_at is null
          and n.last_day < current_date and t.until is null)
    returning id
"""
SEAT = """
    insert into seats (tenant_id, held_until, taken_at)
    values (%(tenant)s, now() + interval '7 days', now()) returning id
"""
LINE = """
    insert into seat_ledger (tenant_id, deed, entitled, taken, by_id, at)
    values (%(tenant)s, 'held', 0, 1, %(tenant)s, now()) returning id
"""
WHY_NOT = """
    select t.*, s.seated, s.held from agreement_terms t, (
        select count(person_id) as seated, count(held_until) as held from seats
        where tenant_id = %(tenant)s) s
    where t.tenant_id = %(tenant)s and t.until is null
"""


def sold_out(home: House, companies: Sequence[int]) -> None:
    """Each of `companies` has sold each seat once: rows, counter and ledger say the same."""
    with closing(psycopg.connect(home.plain_url)) as connection:
        rows = connection.execute(
            "select c.entitled, c.taken, (select count(*) from seats s"
            " where s.tenant_id = c.tenant_id), (select sum(taken) from seat_ledger l"
            " where l.tenant_id = c.tenant_id) from seat_counts c where tenant_id = any(%s)",
            (list(companies),),
        ).fetchall()
    assert rows == [(SEATS,) * 4] * len(companies), rows[:5]


if __name__ == "__main__":
    main()
