"""Programs that run side by side: one stop for all, whichever way it comes."""

import io
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from saas.cli.children import Children
from tests.setup.conftest import all_gone, processes_of

linux = pytest.mark.skipif(sys.platform != "linux", reason="children die with parents on Linux")

FOR_EVER = "import time; print('here', flush=True); time.sleep(60)"
STUBBORN = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {FOR_EVER}"
WITH_A_CHILD = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {FOR_EVER!r}])"
PARENT_OF_TWO = f"""
import os, sys
from rich.console import Console
from saas.cli.children import Children
with Children(Console()) as children:
    for name in ("one", "two"):
        children.start(name, [sys.executable, "-c", {FOR_EVER!r}], os.environ)
    children.watch(lambda: None)
"""


def marked(folder: Path) -> dict[str, str]:
    return {**os.environ, "MARK": str(folder)}


def nothing() -> None:
    pass


class TestTogether:
    def test_when_one_ends_it_is_said_which_and_the_others_stop(self, folder: Path) -> None:
        shown = io.StringIO()
        with Children(Console(file=shown)) as children:
            children.start("patient", [sys.executable, "-c", FOR_EVER], marked(folder))
            ill = "print('a line'); print('no line', end=''); raise SystemExit(3)"
            children.start("ill", [sys.executable, "-c", ill], marked(folder))
            said = children.watch(nothing)
        assert said == "ill ended with code 3; stopping the others."
        assert {"ill │ a line", "ill │ no line"} <= {
            x.strip() for x in shown.getvalue().split("\n")
        }
        assert all_gone(folder) == []

    def test_what_a_program_started_stops_with_it(self, folder: Path) -> None:
        with Children(Console(file=io.StringIO())) as children:
            children.start("parent", [sys.executable, "-c", WITH_A_CHILD], marked(folder))
            wait_for(2, folder)
        assert all_gone(folder) == []

    def test_a_program_that_will_not_stop_is_made_to(
        self, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("saas.cli.children.PATIENCE", 0.5)
        shown = io.StringIO()
        with Children(Console(file=shown)) as children:
            children.start("stubborn", [sys.executable, "-c", STUBBORN], marked(folder))
            while "here" not in shown.getvalue():
                children._pass_on(children._children[0])
        assert all_gone(folder) == []

    @linux
    def test_a_parent_killed_without_a_word_leaves_none(self, folder: Path) -> None:
        with subprocess.Popen(
            [sys.executable, "-c", PARENT_OF_TWO], env=marked(folder), stdout=subprocess.DEVNULL
        ) as parent:
            wait_for(3, folder)
            parent.send_signal(signal.SIGKILL)
        assert all_gone(folder) == []


def wait_for(number: int, folder: Path) -> None:
    while len(processes_of(folder)) < number:
        pass
