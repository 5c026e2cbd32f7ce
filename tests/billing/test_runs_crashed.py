"""R2 and R7: the database is stopped with `immediate` while a run issues, and comes back.

That the oracle sees what is lost or doubled is tried in test_runs_under_fire.py.

DATABASE_CRASHES says how often (once unless it says so).
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.billing.runs_crashed import TOLD

pytestmark = pytest.mark.long

CRASHES = int(os.environ.get("DATABASE_CRASHES", "1"))
COMPANIES = 700


def test_a_database_that_crashes_loses_doubles_and_skips_nothing(settings, clock, record_property):
    with tempfile.TemporaryDirectory(prefix="kundzon-test-") as folder:
        Path(folder).chmod(0o755)
        given = {name.upper(): str(value) for name, value in asdict(settings).items() if value}
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "tests.billing.runs_crashed",
                folder,
                str(CRASHES),
                str(COMPANIES),
            ],
            env=os.environ | given | {"PYTHONPATH": str(Path.cwd())},
            capture_output=True,
            text=True,
            check=False,
            timeout=200 + 20 * CRASHES,
        )
        assert done.returncode == 0, done.stderr[-3_000:]
        told = json.loads(Path(folder, TOLD).read_text())
    record_property("crashes", told)

    assert sum(told["killed"].values()) == CRASHES
    assert told["killed"]["numbered"] >= CRASHES // 2  # between taking numbers and committing
    assert told["invoiced"] > COMPANIES
    assert (told["missing"], told["beyond"], told["twice"], told["out_of_order"]) == (0, 0, 0, 0)
    assert told["findings"] == []
    assert told["for_an_operator"] == [0, 0, []]
