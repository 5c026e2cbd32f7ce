"""`saas run`, the whole of it: from nothing to pages, a stop, a second start, and a murder."""

import contextlib
import json
import os
import queue
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.setup.conftest import all_gone

pytestmark = pytest.mark.long

ROOT = Path(__file__).parents[2]
CONFIGURED = re.compile("DATABASE_|REDIS_|STRIPE_|SAAS_|SECRET_|BASE_|SMTP_|CLOCK_|PORT$|COVERAGE_")


def called(folder: Path, **more: str) -> dict[str, Any]:
    """How a command is called in a folder of its own where nothing is configured."""
    kept = {name: value for name, value in os.environ.items() if not CONFIGURED.match(name)}
    return {"cwd": folder, "env": {**kept, "PYTHONPATH": str(ROOT), **more}, "text": True}


class Run:
    """One `saas run` with its data in the folder's `var`, and what it has said."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.process = subprocess.Popen(
            [sys.executable, "-m", "saas", "run"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            **called(folder, PORT=str(port), COLUMNS="200"),
        )
        self.said = ""
        self._lines: queue.Queue[str] = queue.Queue()
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stderr
        with self.process.stderr as said:
            for line in said:
                self._lines.put(line)

    def until_it_says(self, sentence: str) -> str:
        deadline = time.monotonic() + 120
        while sentence not in self.said:
            with contextlib.suppress(queue.Empty):
                self.said += self._lines.get(timeout=0.2)
                continue
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
        return self.said

    def status_of(self, path: str, host: str) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        with contextlib.closing(connection):
            connection.request("GET", path, headers={"Host": host})
            return connection.getresponse().status

    def ends(self, how: signal.Signals | None = None) -> int:
        """The exit code, once it has ended, of itself or because it was told to."""
        if how:
            self.process.send_signal(how)
        code = self.process.wait(60)
        self.listener.join(30)
        while not self._lines.empty():
            self.said += self._lines.get()
        return code


@contextlib.contextmanager
def running(folder: Path, port: int) -> Iterator[Run]:
    run = Run(folder, port)
    try:
        yield run
    finally:
        run.process.kill()
        run.ends()


def made(data: Path) -> tuple[object, object]:
    """What tells one database from another, and one round of migrations from the next."""
    with psycopg.connect(
        host=str(data / "postgres"), user="postgres", dbname="kundzon"
    ) as connection:
        cluster = connection.execute("select system_identifier from pg_control_system()")
        step = connection.execute("select xmin::text, version_num from alembic_version")
        return cluster.fetchone(), step.fetchone()


def free_port() -> int:
    """A port whose neighbour is free as well: the pages have one, the gateway the next."""
    while True:
        with socket.socket() as one, socket.socket() as next_one:
            one.bind(("127.0.0.1", 0))
            port = int(one.getsockname()[1])
            with contextlib.suppress(OSError):
                next_one.bind(("127.0.0.1", port + 1))
                return port


def test_it_starts_stops_and_starts_again_and_leaves_nothing_running(folder: Path) -> None:
    port = free_port()
    with running(folder, port) as first:
        said = first.until_it_says("Ctrl-C")
        assert f"http://localhost:{port}" in said
        assert re.search(r"\w+@\w+", said), "no log-in was told"
        assert first.status_of("/readyz", f"localhost:{port}") == 200
        looked_at = subprocess.run(
            [sys.executable, "-m", "saas", "doctor", "--json"],
            stdout=subprocess.PIPE,
            check=False,
            **called(folder),
        )
        assert [
            found["problem"] for found in json.loads(looked_at.stdout) if found["problem"]
        ] == []
        before = made(folder / "var")
        assert first.ends(signal.SIGINT) == 0, first.said
        assert "The data stay" in first.said
    assert all_gone(folder) == []

    with running(folder, port) as second:
        second.until_it_says("Ctrl-C")
        assert made(folder / "var") == before, "the data were made or migrated anew"
        with running(folder, free_port()) as third:
            assert third.ends() == 1
            assert f"already runs with the data in {folder / 'var'}, as process" in third.said
        second.ends(signal.SIGKILL)
    assert all_gone(folder) == []


def test_a_port_that_is_taken_is_said_with_the_remedy(folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with running(folder, port) as run:
            assert run.ends() == 1
    assert f"Port {port} is in use by another program." in run.said
    assert "PORT=" in run.said
