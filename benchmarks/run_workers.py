"""The workers of a billing run, and what they said when they were through."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.house import House
from benchmarks.shape import cpu_of


@dataclass(frozen=True, slots=True)
class Told:
    """What workers said when they were through: invoices, seconds, and memory in MiB.

    `wall` is from when they were all told to go until the last was through; `own` is their
    processors' time and `cpu` that of the database as well. Memory is that of the one who
    took most: at rest, after a tenth of its chunks, at the end, and at its highest.
    """

    n: int
    wall: float
    own: float
    cpu: float
    memory: dict[str, float]

    @property
    def per_second(self) -> float:
        """Invoices per second on the wall."""
        return self.n / self.wall

    def each(self, seconds: float) -> float:
        """Milliseconds per invoice."""
        return 1000 * seconds / self.n


def work_at(run_id: int, workers: int, home: House, advance: Callable[[int], None]) -> Told:
    """Let that many workers share the chunks of a run; `advance` hears of each chunk."""
    with_it = []
    for place in range(workers):
        words = [sys.executable, "-m", "benchmarks.run_worker", str(run_id), str(place)]
        with_it.append(
            subprocess.Popen(
                [*words, str(workers)],
                env=home.environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
    for worker in with_it:
        assert worker.stdout
        assert worker.stdout.readline() == "ready\n"
    cpu, wall = cpu_of(home.trees), time.perf_counter()
    for worker in with_it:
        assert worker.stdin
        worker.stdin.write("go\n")
        worker.stdin.flush()
    told = [_heard(worker, advance) for worker in with_it]
    wall = time.perf_counter() - wall
    database = cpu_of(home.trees) - cpu
    for worker in with_it:
        assert worker.wait() == 0
    own = sum(one["cpu"] for one in told)
    most = max(told, key=lambda one: one["memory"]["highest"])
    return Told(sum(one["n"] for one in told), wall, own, own + database, most["memory"])


def _heard(worker: subprocess.Popen[str], advance: Callable[[int], None]) -> dict[str, Any]:
    assert worker.stdout
    for line in worker.stdout:
        if line.startswith("{"):
            told: dict[str, Any] = json.loads(line)
            return told
        advance(int(line))
    raise RuntimeError("A worker ended and said nothing")
