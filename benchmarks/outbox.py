"""Facts per second through the outbox and RQ, and the lag from commit to effect.

Beside each the same statements in plain psycopg: what PostgreSQL on this machine can do.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count

import psycopg

from benchmarks.counting import TABLES, TENANT, Bare, application, happen
from benchmarks.house import House, house
from benchmarks.shape import Measure, Spent, in_turns, middle, percentile, report, small, spent
from saas import jobs, outbox
from saas.db import db

FACTS, ROUNDS, LAGS = (100, 1, 10) if small() else (3000, 3, 500)
LAG = """
    select extract(epoch from pg_xact_commit_timestamp(e.xmin) - pg_xact_commit_timestamp(c.xmin))
    from effects e join causes c using (number) order by number
"""


def main() -> None:
    """Measure and report."""
    with house(settings=["track_commit_timestamp=on"]) as home:
        with psycopg.connect(home.admin_url, autocommit=True) as connection:
            connection.execute(TABLES)
        app = application(home.environment)
        with app.app_context(), psycopg.connect(home.plain_url) as connection:
            bare = Bare(connection)
            measures = [*announcing(home, bare), *telling(home, bare)]
            with program("from benchmarks.counting import be_a_worker; be_a_worker()", home) as one:
                measures += through_the_queue(home, bare, one)
                ours = our_lags(home, bare)
            measures += lag(ours, bare_lags(home, bare))
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    report("From a fact to its effect", measures)


def announcing(home: House, bare: Bare) -> Iterator[Measure]:
    """What a fact costs the transaction it happened in."""
    forget(home)
    numbers = count()

    def many(one: Callable[[int], None]) -> Callable[[], int]:
        def work() -> int:
            for _ in range(FACTS):
                one(next(numbers))
            return FACTS

        return work

    contenders = {
        "announced": many(lambda number: happen(number, announced=True)),
        "silent": many(lambda number: happen(number, announced=False)),
        "bare": many(bare.happen),
    }
    took = in_turns(contenders, ROUNDS, home.trees)
    done = FACTS * ROUNDS
    assert bare.count("causes") == (3 * done, sum(range(3 * done)))
    assert bare.rows("announcements") == bare.rows("deliveries") == 2 * done
    yield from both("transactions announcing a fact", took["announced"], took["bare"])
    added = 1000 / took["announced"].per_second - 1000 / took["silent"].per_second
    yield Measure("time announcing adds to one", round(added, 3), "ms", done)


def telling(home: House, bare: Bare) -> Iterator[Measure]:
    """One teller that drains the table, in this process."""
    took: dict[str, list[Spent]] = {"ours": [], "bare": []}
    tellers = {"ours": outbox.tell, "bare": bare.tell}
    for _ in range(ROUNDS):
        for name, tell in tellers.items():
            fill(home, bare, FACTS)
            took[name].append(spent(tell, home.trees))
            assert took[name][-1].n == FACTS
            assert bare.count("effects") == (FACTS, sum(range(FACTS)))
    yield from both("facts told by one teller", middle(took["ours"]), middle(took["bare"]))


def through_the_queue(home: House, bare: Bare, worker: int) -> Iterator[Measure]:
    """From the wake-up to the last effect, with an idle worker in a process of its own."""
    took = []
    for _ in range(ROUNDS):
        fill(home, bare, FACTS)
        took.append(spent(lambda: wake_and_wait(bare), [*home.trees, worker]))
        assert bare.count("effects") == (FACTS, sum(range(FACTS)))
    one = middle(took)
    yield Measure("facts told over RQ by one worker", round(one.per_second), "/s", FACTS * ROUNDS)
    yield Measure("  processors, per fact", round(one.cpu_ms, 3), "ms", FACTS * ROUNDS)


def lag(ours: list[float], bare: list[float]) -> Iterator[Measure]:
    """From the commit of a fact to the commit of its effect, one at a time, nobody busy."""
    for percent in (50, 99):
        figures = [round(percentile(values, percent), 2) for values in (ours, bare)]
        yield Measure(f"lag to the effect, {percent} % within", figures[0], "ms", LAGS, figures[1])


def our_lags(home: House, bare: Bare) -> list[float]:
    """Each by the worker, which has nothing else to do."""
    forget(home)
    for number in range(LAGS + 1):  # the first wakes everybody up and is not counted
        happen(number, announced=True)
        wait_until(lambda done=number + 1: bare.rows("effects") == done)
    return lags(bare)


def bare_lags(home: House, bare: Bare) -> list[float]:
    """The quickest way there is: NOTIFY in the transaction, and a listener that inserts."""
    listening = f"from benchmarks.notified import be_notified; be_notified({home.plain_url!r})"
    with program(listening, home, until="listening"):
        forget(home)
        for number in range(LAGS + 1):
            bare.run("insert into causes (tenant_id, number) values (%s, %s)", (TENANT, number))
            bare.run("select pg_notify('happened', %s)", (str(number),))
            bare.commit()
            wait_until(lambda done=number + 1: bare.rows("effects") == done)
        return lags(bare)


def both(name: str, ours: Spent, bare: Spent) -> Iterator[Measure]:
    """Operations per second, and processors per operation: PostgreSQL's and our own."""
    n = ours.n * ROUNDS
    yield Measure(name, round(ours.per_second), "/s", n, round(bare.per_second))
    yield Measure("  processors, each", round(ours.cpu_ms, 3), "ms", n, round(bare.cpu_ms, 3))


def lags(bare: Bare) -> list[float]:
    """Milliseconds from each cause's commit to its effect's, but for the first."""
    rows = bare.run(LAG).fetchall()
    bare.commit()
    assert len(rows) == LAGS + 1
    return [1000 * float(row[0]) for row in rows[1:]]


def wake_and_wait(bare: Bare) -> int:
    """Wake the worker, and wait until it has told everything."""
    jobs.wake_a_worker()
    wait_until(lambda: bare.rows("effects") == FACTS, every=0.02)
    return FACTS


def fill(home: House, bare: Bare, facts: int) -> None:
    """Facts that wait to be told, and nothing else."""
    forget(home)
    bare.be_tenant()
    for number in range(facts):
        bare.announce(number)
    bare.commit()


def forget(home: House) -> None:
    """Empty the tables, and let the database tidy up after the last round."""
    with psycopg.connect(home.admin_url, autocommit=True) as connection:
        connection.execute("truncate announcements, deliveries, causes, effects")
        connection.execute("checkpoint")


def wait_until(so: Callable[[], bool], every: float = 0.001) -> None:
    """Look until it is so; a minute at most."""
    deadline = time.monotonic() + 60
    while not so():
        assert time.monotonic() < deadline, "nothing happened for a minute"
        time.sleep(every)


@contextmanager
def program(code: str, home: House, until: str = "") -> Iterator[int]:
    """Another Python beside this one; yields its process, once it has said `until`."""
    environment: Mapping[str, str] = home.environment
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout
        if until:
            assert other.stdout.readline().strip() == until
        try:
            yield other.pid
        finally:
            other.terminate()


if __name__ == "__main__":
    main()
