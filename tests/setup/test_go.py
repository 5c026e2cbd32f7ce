"""`./go` on a machine with nothing but Python: what it says, and what it leaves alone."""

import hashlib
import os
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.licensing.test_what_if_lived import LEAVING, STAYING, WITHIN_A_YEAR
from tests.setup.test_benchmarks import NAMES as BENCHMARKS

ROOT = Path(__file__).parents[2]

OLD = "import sys; sys.version_info = (3, 9, 2, 'final', 0)"
NO_VENV = """
import importlib.util
def find_spec(name, package=None, known=importlib.util.find_spec):
    return None if name == "ensurepip" else known(name, package)
importlib.util.find_spec = find_spec
"""


@pytest.fixture
def checkout(folder: Path) -> Path:
    """A checkout that nobody has set up yet."""
    for name in ("go", "requirements-dev.lock"):
        shutil.copy(ROOT / name, folder)
    return folder


def go(
    checkout: Path, *words: str, python: str = "", path: Path | str = "", **given: str
) -> tuple[int, str]:
    """Run ./go in a Python that first does `python`, with nothing but `path` to find tools on."""
    (checkout / "first").mkdir()
    (checkout / "first" / "sitecustomize.py").write_text(python)
    done = subprocess.run(
        [sys.executable, "go", *words],
        cwd=checkout,
        env={
            "PATH": str(path),
            "PYTHONPATH": str(checkout / "first"),
            "HOME": str(checkout),
            **given,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout + done.stderr


class TestAMachineThatLacksSomething:
    def test_without_venv_it_names_the_package_to_install(self, checkout: Path) -> None:
        code, said = go(checkout, "setup", python=NO_VENV)
        assert code == 1
        assert "apt install python3-venv" in said
        assert not (checkout / ".venv").exists()

    def test_an_old_python_is_told_which_is_needed(self, checkout: Path) -> None:
        code, said = go(checkout, "setup", python=OLD)
        assert code == 1
        assert "needs Python 3.11 or newer, and this is 3.9.2" in said
        assert "apt install python3.11" in said

    def test_an_old_python_hands_over_to_a_newer_one_that_is_there(self, checkout: Path) -> None:
        (tools := checkout / "tools").mkdir()
        (tools / "python3.12").write_text('#!/bin/sh\necho "newer: $@"\n')
        (tools / "python3.12").chmod(0o755)
        code, said = go(checkout, "run", "--data", "x", python=OLD, path=tools)
        assert (code, said.strip()) == (0, f"newer: {checkout / 'go'} run --data x")

    def test_a_shim_with_no_uv_behind_it_is_not_taken_for_uv(self, checkout: Path) -> None:
        (tools := checkout / "tools").mkdir()
        (tools / "uv").write_text("#!/bin/sh\necho 'uv: no version is set' >&2\nexit 127\n")
        (tools / "uv").chmod(0o755)
        code, said = go(checkout, "setup", python=NO_VENV, path=tools)
        assert "apt install python3-venv" in said
        assert code == 1

    def test_without_a_network_the_first_time_it_says_that_one_is_needed(
        self, checkout: Path
    ) -> None:
        (tools := checkout / "tools").mkdir()
        fails = '#!/bin/sh\n[ "$1" = -V ] || [ "$1" = venv ] || exit 2\n'
        (tools / "uv").write_text(fails)
        (tools / "uv").chmod(0o755)
        (checkout / ".venv").mkdir()
        code, said = go(checkout, "setup", path=tools)
        assert code == 2
        assert "The first time needs a network; later times do not." in said
        assert not (checkout / ".venv" / "installed-from").exists()


class TestWhatItKnows:
    def test_a_word_it_does_not_know_is_answered_with_those_it_does(self, checkout: Path) -> None:
        code, said = go(checkout, "launch")
        assert code == 1
        assert "./go run" in said
        assert "There is no ./go launch." in said

    def test_a_set_up_checkout_is_not_set_up_again(self) -> None:
        offline = {**os.environ, "PATH": "/nowhere"}
        done = subprocess.run(
            [sys.executable, ROOT / "go", "setup"], env=offline, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert b"packages" not in done.stderr

    @pytest.mark.parametrize("word", ["run", "test", "check", "e2e", "bench"])
    def test_make_is_an_alias(self, word: str) -> None:
        if not shutil.which("make"):
            pytest.skip("there is no make on this machine")
        told = subprocess.run(
            ["make", "--dry-run", word], cwd=ROOT, capture_output=True, text=True, check=True
        )
        assert told.stdout.strip() == f"./go {word}"


class TestTheSizes:
    """One place names how much is tried by the build and at night; tests read no other size."""

    def test_names_every_size_the_tests_read_and_none_they_do_not(self) -> None:
        by_day, by_night = sizes(ROOT / "tests"), named("NIGHT")
        by_build = by_day | named("BUILD")
        assert by_day.keys() == by_build.keys() == by_night.keys()
        for name, size in by_day.items():
            assert size <= by_build[name] <= by_night[name], name
        assert sum(size < by_night[name] for name, size in by_day.items()) > 5

    def test_the_build_tries_what_was_promised(self) -> None:
        """promises.md R1, R2, R3, R10, R11, R20."""
        build = named("BUILD")
        assert build["BOOKS_STEPS"] >= 20_000
        assert build["SEAT_GRABS"] >= 10_000
        assert build["ISSUER_KILLS"] >= 100
        assert (build["RUN_KILLS"], build["RUN_COMPANIES"]) >= (200, 10_000)
        assert build["NOTICE_CASES"] >= 100_000
        assert build["REVENUE_COMPANIES"] >= 10_000

    def test_the_build_lives_every_life(self) -> None:
        assert named("BUILD")["LIVES"] >= max(len(STAYING), len(LEAVING), len(WITHIN_A_YEAR))

    def test_the_build_goes_through_every_benchmark(self) -> None:
        assert named("BUILD")["MOTIONS"] >= len(BENCHMARKS)

    def test_a_size_it_forgets_is_seen(self, folder: Path) -> None:
        read = 'EGGS = int(os.environ.{}("EGGS", "12"))\n'.format("get")
        (folder / "test_forgotten.py").write_text(read)
        assert sizes(folder) == {"EGGS": 12}
        assert not sizes(folder).keys() <= named("NIGHT").keys()

    def test_runs_the_tests_asked_for_with_its_sizes_but_for_those_given(
        self, checkout: Path
    ) -> None:
        lock = (checkout / "requirements-dev.lock").read_bytes()
        (python := checkout / ".venv" / "bin" / "python").parent.mkdir(parents=True)
        python.write_text('#!/bin/sh\necho "$@; $RUN_KILLS kills, $STORM in the storm"\n')
        python.chmod(0o755)
        (checkout / ".venv" / "installed-from").write_text(hashlib.sha256(lock).hexdigest())
        code, said = go(checkout, "night", "tests/billing", STORM="7")
        assert code == 0, said
        assert re.search(r"-m pytest .*tests/billing; 1000 kills, 7 in the storm", said)


def sizes(tests: Path) -> dict[str, int]:
    """The sizes that may be given in the environment, with what holds when they are not."""
    read = re.compile(r'environ\.get\("([A-Z_]+)", "(\d+)"\)')
    found = (read.findall(path.read_text()) for path in tests.rglob("*.py"))
    return {name: int(size) for pairs in found for name, size in pairs}


def named(when: str) -> dict[str, int]:
    return dict(runpy.run_path(str(ROOT / "go"))[when])


class TestTheLocks:
    @pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
    def test_every_package_is_held_by_version_and_hash_and_comes_from_anywhere(
        self, name: str
    ) -> None:
        locked = (ROOT / name).read_text()
        packages = re.findall(r"^[a-z0-9][^ ]*==", locked, re.MULTILINE)
        held = re.findall(r"^[a-z0-9][^ ]*==[^\\]*\\\n    --hash=sha256:", locked, re.MULTILINE)
        assert len(held) == len(packages) > 30
        assert "://" not in locked

    def test_production_installs_what_development_was_tested_with(self) -> None:
        def versions(name: str) -> set[str]:
            pin = re.compile(r"^([a-z0-9][^ =]*==[^ \\]+)", re.MULTILINE)
            return set(pin.findall((ROOT / name).read_text()))

        assert versions("requirements.lock") <= versions("requirements-dev.lock")
        assert not any(p.startswith("embedded-") for p in versions("requirements.lock"))
