"""Charges, changes of plan and entitlement checks per second.

Goals: 600 changes a second in one process and 350 as an HTTP POST on two workers. Beside them
the same change in plain psycopg: what PostgreSQL on this machine can do.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import psycopg

from benchmarks.house import House, house
from benchmarks.licensing_rows import EDITION, EXTRA, Bare, make
from benchmarks.pages import OURS, free_port, granian
from benchmarks.shape import Measure, Spent, cpu_of, in_turns, middle, report, small, spent
from saas.app import create_app
from saas.config import Settings
from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.rules import Terms, Timeline
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.change.sealing import seal
from saas.licensing.charges.rules import difference
from saas.licensing.entitlements.models import entitled
from saas.logs import configure
from saas.scope import tenant_scope
from saas.tenants.people.models import Person

COMPANIES, ROUNDS, HOT, CHARGES = (20, 1, 10, 20) if small() else (1_000, 3, 100, 2_000)
CHECKS = 50 if small() else 3_000
LINES, TURN = 16, 50


def main() -> None:
    """Measure and report."""
    port = free_port()
    with house(port=port) as home:
        companies = make(home.admin_url, COMPANIES)
        configure(readable=False)
        app = create_app(Settings.read(home.environment))
        with app.app_context(), psycopg.connect(home.plain_url) as connection:
            bare = Bare(connection)
            measures = [*charging(), *changing(home, bare, companies)]
            measures += [*checking(home, bare, companies)]
            measures += [*posting(home, bare, companies, port)]
            adds_up(connection)
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    report("Licensing", measures)


def charging() -> Iterator[Measure]:
    """What is owed for an agreement of so many changes, from nothing but its timeline."""
    for changes in (1, 10, 100):
        times = max(CHARGES // changes, 5)
        line = timeline(changes)
        through = line.terms[-1].starts_on

        work = partial(charge, line, through, times)
        took = middle([spent(work, []) for _ in range(ROUNDS)])
        assert took.n == times
        name = f"charges of a timeline of {changes}"
        yield Measure(name, round(took.per_second), "/s", times * ROUNDS)


def charge(line: Timeline, through: date, times: int) -> int:
    """Find what is owed, so many times; how many times something was."""
    return sum(bool(difference(line, through=through)) for _ in range(times))


def timeline(changes: int) -> Timeline:
    """An agreement with another number of seats every third day, or so many changes."""
    edition, first = catalogue()[EDITION], today() - timedelta(days=3 * changes)
    line = Timeline()
    for n in range(changes):
        day = first + timedelta(days=3 * n)
        agreed = Terms.of(edition, extra_seats=n % 7, starts_on=day, anchor=first)
        line = line.changed(agreed)
    return line


def changing(home: House, bare: Bare, companies: Sequence[int]) -> Iterator[Measure]:
    """The deed itself: what was shown is made again, compared, and written down.

    Who asks is known before, as at a door; over HTTP finding out is measured too.
    """
    took: dict[str, list[Spent]] = {"ours": [], "bare": [], "hot": []}
    people = {company: owner_of(company) for company in companies}
    for turn in range(ROUNDS):
        for some in batched(companies, TURN):
            shown = [(people[company], *offered(people[company])) for company in some]
            took["ours"].append(spent(partial(agree_to, shown), home.trees))
            took["bare"].append(spent(partial(each, bare.change, some), home.trees))
        took["hot"].append(spent(partial(keep_changing, people[companies[turn]]), home.trees))
    ours, limit, hot_one = together(took["ours"]), together(took["bare"]), middle(took["hot"])
    n = ours.n
    name = f"changes, {COMPANIES} companies"
    yield Measure(name, round(ours.per_second), "/s", n, round(limit.per_second))
    yield Measure("  processors, each", round(ours.cpu_ms, 2), "ms", n, round(limit.cpu_ms, 2))
    n = hot_one.n * ROUNDS
    yield Measure("previews with their changes, one hot", round(hot_one.per_second), "/s", n)
    yield Measure("  processors, both", round(hot_one.cpu_ms, 2), "ms", n)


def batched(companies: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """So many at a time, for turns short enough to find the machine as busy as each other."""
    return (companies[first : first + size] for first in range(0, len(companies), size))


def together(turns: Sequence[Spent]) -> Spent:
    """All turns as one."""
    return Spent(sum(t.n for t in turns), sum(t.wall for t in turns), sum(t.cpu for t in turns))


def owner_of(company: int) -> Person:
    """The company's one person."""
    with tenant_scope(company):
        owner = Person.find(company)
        forget()
    return owner


def offered(owner: Person) -> tuple[int, str]:
    """One seat more than the company has: how many extra, and the fingerprint of what is shown."""
    with tenant_scope(owner.tenant_id):
        extra = seats_of(owner.tenant_id) + 1
        offer = preview_change(edition_key=EDITION, extra_seats=extra, by=owner, now=now())
        forget()
    return extra, offer.fingerprint


def seats_of(company: int) -> int:
    """How many extra seats it has bought."""
    found = db.session.scalar(
        db.text(
            "select extra_seats from agreement_terms where tenant_id = :tenant and until is null"
        ),
        {"tenant": company},
    )
    return int(found if found is not None else EXTRA)


def agree_to(shown: Sequence[tuple[Person, int, str]]) -> int:
    """Each company's change in a transaction of its own."""
    for owner, extra, fingerprint in shown:
        with tenant_scope(owner.tenant_id):
            change_plan(
                edition_key=EDITION, extra_seats=extra, shown=fingerprint, by=owner, now=now()
            )
            db.session.commit()
            forget()
    return len(shown)


def keep_changing(owner: Person) -> int:
    """One company that orders seat after seat."""
    return sum(agree_to([(owner, *offered(owner))]) for _ in range(HOT))


def checking(home: House, bare: Bare, companies: Sequence[int]) -> Iterator[Measure]:
    """Whether a company may use a feature: one question, as the doors ask it."""
    asked = [companies[n % len(companies)] for n in range(CHECKS)]
    contenders = {
        "ours": lambda: each(may_use, asked),
        "bare": lambda: each(bare.entitled, asked),
    }
    took = in_turns(contenders, ROUNDS, home.trees)
    n = CHECKS * ROUNDS
    ours, limit = took["ours"], took["bare"]
    yield Measure("entitlement checks", round(ours.per_second), "/s", n, round(limit.per_second))
    yield Measure("  processors, each", round(ours.cpu_ms, 3), "ms", n, round(limit.cpu_ms, 3))


def may_use(company: int) -> None:
    """Ask once, in a transaction of its own."""
    with tenant_scope(company):
        assert entitled("web_service", today()).allowed
        forget()


def each(work: Callable[[int], object], companies: Sequence[int]) -> int:
    """Do it for each; how many there were."""
    for company in companies:
        work(company)
    return len(companies)


def forget() -> None:
    """End the transaction and what the session knows, as the end of a request does.

    By a commit, as there: psycopg forgets what it has prepared when a transaction is undone.
    """
    db.session.commit()
    db.session.expunge_all()


def posting(home: House, bare: Bare, companies: Sequence[int], port: int) -> Iterator[Measure]:
    """The same change as an HTTP POST with its token, on two workers; beside it the bare one."""
    took, beside = [], []
    with granian(home, OURS, port, workers=2) as server, tempfile.TemporaryDirectory() as folder:
        for _ in range(ROUNDS):
            orders = Path(folder) / "orders"
            orders.write_text(json.dumps({c: sealed(c) for c in companies}))
            before = cpu_of([*home.trees, server])
            told = subprocess.run(
                [sys.executable, "-m", "benchmarks.licensing_load", str(port), str(LINES), orders],
                capture_output=True,
                text=True,
                check=False,
            )
            assert told.returncode == 0, told.stderr
            answered = json.loads(told.stdout)
            cpu = cpu_of([*home.trees, server]) - before
            took.append(Spent(answered["n"], answered["wall"], cpu))
            beside.append(spent(partial(each, bare.change, companies), home.trees))
    one, limit = middle(took), middle(beside)
    n, name = one.n * ROUNDS, "changes over HTTP, 2 workers"
    yield Measure(name, round(one.per_second), "/s", n, round(limit.per_second))
    yield Measure("  processors, each", round(one.cpu_ms, 2), "ms", n, round(limit.cpu_ms, 2))


def sealed(company: int) -> str:
    """The token of a preview of one seat more."""
    with tenant_scope(company):
        extra, owner = seats_of(company) + 1, Person.find(company)
        token = seal(preview_change(edition_key=EDITION, extra_seats=extra, by=owner, now=now()))
        forget()
    return token


def adds_up(connection: psycopg.Connection) -> None:
    """Every change is there: what is agreed, what is entitled and the ledger say the same."""
    row = connection.execute(
        "select count(*) from seat_counts c"
        " join agreement_terms t on t.tenant_id = c.tenant_id and t.until is null"
        " where c.entitled <> t.seats_included + t.extra_seats or c.entitled <>"
        " (select sum(entitled) from seat_ledger l where l.tenant_id = c.tenant_id)"
    ).fetchone()
    assert row == (0,), row


if __name__ == "__main__":
    main()
