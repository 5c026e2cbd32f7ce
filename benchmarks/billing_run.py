"""Complete invoices per second of a billing run: by one worker and by two, at growing sizes.

Beside it the barest there is, in turns: `COPY` of the same rows into the same tables with
their constraints, and `INSERT … SELECT`. Each company owes for two lines. Goals: a third of
`COPY`; at 100 000 companies 0.9 of the rate at 10 000; memory that does not grow; twenty
documents a second. `--million` adds a million companies.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import date
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from benchmarks import owing_companies
from benchmarks.house import House, house
from benchmarks.run_rows import Kept, adds_up, documents, forget, kept
from benchmarks.run_workers import Told, work_at
from benchmarks.shape import Measure, Spent, report, small, spent
from saas.app import create_app
from saas.billing.batches.actions import start_run
from saas.billing.documents.pdf import invoice_pdf
from saas.config import Settings
from saas.dates import now, today
from saas.db import db
from saas.logs import configure

MOST = (1_000_000,) if "--million" in sys.argv else ()
SIZES = (600,) if small() else (1_000, 10_000, 100_000, *MOST)
ROUNDS = {1_000: 3, 10_000: 3}
RENDERED = 3 if small() else 100
CONTENDERS = ("one", "copy", "insert", "two")
COMPARED = (SIZES[0], SIZES[0]) if small() else (100_000, 10_000)


def main() -> None:
    """Measure and report."""
    with house() as home, Progress(console=Console(stderr=True), transient=True) as bar:
        configure(readable=False)
        with create_app(Settings.read(home.environment)).app_context():
            measures, runs = [], {}
            for n in SIZES:
                runs[n] = Run(home, n, bar)
                measures += runs[n].figures()
            measures += [*grown(runs), *rendering(home)]
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
    report("Billing runs", measures)


class Run:
    """What a run through so many companies takes, and the barest that writes the same rows."""

    def __init__(self, home: House, n: int, bar: Progress) -> None:
        """Does it all, each contender in its turn and with nothing left of the one before."""
        self._home, self._n, self._bar = home, n, bar
        self._told: dict[str, list[Told]] = {"one": [], "two": []}
        self._bare: dict[str, list[Spent]] = {"copy": [], "insert": []}
        with ExitStack() as until_done:
            rows: Kept | None = None
            for turn in range(ROUNDS.get(n, 1)):
                for name in CONTENDERS if turn % 2 == 0 else reversed(CONTENDERS):
                    self._once(name, rows)
                    rows = rows or until_done.enter_context(kept(home.admin_url))

    def _once(self, name: str, rows: Kept | None) -> None:
        task = self._bar.add_task(f"{self._n:,} companies: {name}", total=self._n)
        forget(self._home.admin_url)
        owing_companies.make(self._home.admin_url, self._n, _day().isoformat())
        if name in self._told:
            run_id = start_run(_day(), by="benchmark", now=now())
            db.session().info.pop("announced", None)  # the workers here are not woken, but told
            db.session.commit()
            workers = 1 if name == "one" else 2
            advance = partial(self._bar.advance, task)
            self._told[name].append(work_at(run_id, workers, self._home, advance))
        elif rows:
            work = rows.copied if name == "copy" else rows.inserted
            time.sleep(0.5)  # what made the companies has gone, and is counted before we begin
            self._bare[name].append(spent(work, self._home.trees))
        adds_up(self._home.admin_url, self._n)
        self._bar.remove_task(task)

    def middle(self, name: str) -> Told:
        """The round of workers that is neither among the quick nor the slow."""
        return sorted(self._told[name], key=lambda one: one.per_second)[len(self._told[name]) // 2]

    def figures(self) -> Iterator[Measure]:
        """Rates beside COPY's, processors' time, and memory beside what the worker takes idle."""
        one, two = self.middle("one"), self.middle("two")
        copy, insert = (self._bare_middle(name) for name in ("copy", "insert"))
        n, rounds = self._n, self._n * ROUNDS.get(self._n, 1)
        per_second, limit = round(one.per_second), round(copy.per_second)
        yield Measure(f"{n:,} invoices, one worker; COPY", per_second, "/s", rounds, limit)
        limit = round(insert.per_second)
        yield Measure("  beside INSERT … SELECT", per_second, "/s", rounds, limit)
        cpu = round(one.each(one.cpu), 3)
        yield Measure("  processors, each", cpu, "ms", rounds, round(copy.cpu_ms, 3))
        yield Measure("  of which the worker's own", round(one.each(one.own), 3), "ms", rounds, cpu)
        name = "  two workers; one"
        yield Measure(name, round(two.per_second), "/s", rounds, per_second)
        memory = one.memory
        yield Measure("  memory at most; at rest", memory["highest"], "MiB", n, memory["at rest"])
        grown = round(memory["at the end"] - memory["after a tenth"], 1)
        yield Measure("  memory grown by since a tenth", grown, "MiB", n)

    def rates(self) -> tuple[float, float]:
        """Invoices per second by one worker, and by COPY."""
        return self.middle("one").per_second, self._bare_middle("copy").per_second

    def _bare_middle(self, name: str) -> Spent:
        return sorted(self._bare[name], key=lambda one: one.per_second)[len(self._bare[name]) // 2]


def grown(runs: dict[int, Run]) -> Iterator[Measure]:
    """How the rate of many companies compares with that of few; COPY's is the machine's doing."""
    large, less = COMPARED
    rates = zip(runs[large].rates(), runs[less].rates(), strict=True)
    ours, copies = (round(of_many / of_few, 2) for of_many, of_few in rates)
    yield Measure(f"rate at {large:,}, of that at {less:,}; COPY's", ours, "", large, copies)


def rendering(home: House) -> Iterator[Measure]:
    """Documents as PDF, from the snapshots of what was issued."""
    contents = documents(home.admin_url, RENDERED)
    _render(contents[:1])  # the first waits for the typesetter to look at its letters
    took = spent(lambda: _render(contents), [])
    yield Measure("documents as PDF, one worker", round(took.per_second, 1), "/s", took.n)
    yield Measure("  processors, each", round(took.cpu_ms, 1), "ms", took.n)


def _render(contents: Sequence[dict[str, object]]) -> int:
    for content in contents:
        assert invoice_pdf(content).startswith(b"%PDF-")
    return len(contents)


def _day() -> date:
    return today().replace(day=1)  # a period begins on the same day of every month


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main()
