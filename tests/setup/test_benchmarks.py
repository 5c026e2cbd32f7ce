"""The benchmarks go through their motions, count what they did, and say it in one shape.

MOTIONS says how many of them do; without it some, that start workers and servers.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.house import START, keep_a_start
from benchmarks.shape import Measure, Spent, cpu_of, in_turns, percentile, spent

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "benchmarks").glob("*.py"))
MOTIONS = int(os.environ.get("MOTIONS", "2"))
NAMES = [module.stem for module in MODULES if "\ndef main()" in module.read_text()]


class TestTheShape:
    def test_a_ratio_is_that_of_the_figure_to_its_limit(self) -> None:
        assert Measure("pages", 40, "/s", 10, limit=160).ratio == 0.25
        assert Measure("pages", 40, "/s", 10).ratio is None

    def test_processor_time_is_counted_apart_from_waiting(self) -> None:
        def work() -> int:
            return sum(1 for _ in range(200_000))

        with subprocess.Popen(["sleep", "60"]) as asleep:
            took = spent(work, [asleep.pid])
            assert cpu_of([asleep.pid]) < 0.05
            asleep.kill()
        assert took.n == 200_000
        assert 0 < took.cpu <= took.wall * 2
        assert took.per_second == pytest.approx(took.n / took.wall)

    def test_the_work_of_a_child_s_child_is_counted(self) -> None:
        busy = f"exec {sys.executable} -c 'while True: pass'"
        with subprocess.Popen(["sh", "-c", f"({busy}) & wait"], start_new_session=True) as parent:
            took = spent(lambda: wait_for_work(parent.pid), [parent.pid])
            os.killpg(parent.pid, 9)
        assert took.cpu >= 0.1

    def test_contenders_take_turns_and_the_middle_round_stands(self) -> None:
        order: list[str] = []

        def one(name: str) -> int:
            order.append(name)
            return 1

        kept = in_turns({name: lambda name=name: one(name) for name in ("a", "b")}, 3, [])
        assert order == ["a", "b", "b", "a", "a", "b"]
        assert all(isinstance(s, Spent) for s in kept.values())

    def test_a_percentile_is_not_exceeded_by_that_part(self) -> None:
        assert percentile([float(n) for n in range(101)], 99) == 99.0


def wait_for_work(process: int) -> int:
    while cpu_of([process]) < 0.1:
        pass
    return 1


@pytest.fixture(scope="module")
def start() -> Iterator[Path]:
    """What the houses of all of them begin with."""
    with tempfile.TemporaryDirectory(prefix="kundzon-start-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        keep_a_start(folder / "postgres")
        yield folder / "postgres"


@pytest.mark.parametrize("name", NAMES[:MOTIONS])
def test_a_benchmark_says_each_figure_with_its_limit(name: str, start: Path) -> None:
    configured = {"DATABASE_URL", "REDIS_URL", "COVERAGE_PROCESS_START"}
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}", "--small", "--json"],
        cwd=ROOT,
        env={key: value for key, value in os.environ.items() if key not in configured}
        | {START: str(start)},
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    assert done.returncode == 0, done.stderr
    measures = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(measures) >= 5
    for measure in measures:
        assert list(measure) == ["name", "value", "unit", "n", "limit", "ratio"]
        assert measure["n"] > 0
    assert sum(measure["limit"] is not None for measure in measures) >= 4
