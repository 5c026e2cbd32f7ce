"""What every benchmark has in common: turns, processor time beside wall time, one way to report."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure. `limit` is the same figure of the barest thing that does the same work.

    `ratio` is value / limit; `n` is how many operations the figure stands on.
    """

    name: str
    value: float
    unit: str
    n: int
    limit: float | None = None

    @property
    def ratio(self) -> float | None:
        """How the figure compares with its limit, if it has one."""
        return round(self.value / self.limit, 4) if self.limit else None


@dataclass(frozen=True, slots=True)
class Spent:
    """What `n` operations took: seconds on the wall, and of all processors that worked on them."""

    n: int
    wall: float
    cpu: float

    @property
    def per_second(self) -> float:
        """Operations per second on the wall."""
        return self.n / self.wall

    @property
    def cpu_ms(self) -> float:
        """Milliseconds of processor per operation."""
        return 1000 * self.cpu / self.n


Contender = Callable[[], int]


def in_turns(
    contenders: dict[str, Contender], rounds: int, trees: Iterable[int]
) -> dict[str, Spent]:
    """Let contenders work alternately, `rounds` times each; the median round of each.

    A contender does some work and says how many operations it was. `trees` are the processes
    that work for it beside this one, each with its descendants: servers, workers.
    """
    kept: dict[str, list[Spent]] = {name: [] for name in contenders}
    for turn in range(rounds):
        order = list(contenders) if turn % 2 == 0 else list(reversed(contenders))
        for name in order:
            kept[name].append(spent(contenders[name], trees))
    return {name: middle(rounds_of) for name, rounds_of in kept.items()}


def middle(rounds: list[Spent]) -> Spent:
    """The round that is neither among the quick nor the slow."""
    return sorted(rounds, key=lambda one: one.per_second)[len(rounds) // 2]


def spent(work: Contender, trees: Iterable[int]) -> Spent:
    """What this one piece of work took, of this process and of `trees`."""
    trees = tuple(trees)
    cpu, wall = time.process_time() + cpu_of(trees), time.perf_counter()
    n = work()
    wall = time.perf_counter() - wall
    return Spent(n, wall, time.process_time() + cpu_of(trees) - cpu)


def cpu_of(trees: Iterable[int]) -> float:
    """Seconds of processor the processes and all their descendants, gone ones too, have used."""
    ticks = 0
    for process in descendants(trees):
        told = told_of(Path(f"/proc/{process}/stat")).rpartition(")")[2].split()
        ticks += sum(int(field) for field in told[11:15])
    return ticks / TICKS


def descendants(trees: Iterable[int]) -> Iterator[int]:
    """The processes and what they have started, and so on."""
    for process in trees:
        yield process
        for thread in Path(f"/proc/{process}/task").glob("*/children"):
            yield from descendants(int(child) for child in told_of(thread).split())


def told_of(file: Path) -> str:
    """What the kernel tells of a process; nothing of one that has just ended."""
    try:
        return file.read_text()
    except (FileNotFoundError, ProcessLookupError):
        return ""


def percentile(values: list[float], percent: int) -> float:
    """The value that `percent` of all values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def report(title: str, measures: Iterable[Measure]) -> None:
    """One JSON object per measure on stdout with --json, otherwise a table."""
    if "--json" in sys.argv:
        for measure in measures:
            print(json.dumps({**asdict(measure), "ratio": measure.ratio}), flush=True)
        return
    table = Table("", "ours", "limit", "ratio", "n", title=title, title_justify="left")
    for column in table.columns[1:]:
        column.justify = "right"
    for measure in measures:
        limit = "" if measure.limit is None else figure(measure.limit)
        ratio = "" if measure.ratio is None else f"{measure.ratio:.2f}"
        ours = f"{figure(measure.value)} {measure.unit}"
        table.add_row(measure.name, ours, limit, ratio, str(measure.n))
    Console().print(table)


def figure(value: float) -> str:
    """A number with as many digits as it deserves."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def small() -> bool:
    """Whether only the motions should be gone through, as the tests do: `--small`."""
    return "--small" in sys.argv
