"""`saas serve`: two processes that serve, and that end together however one of them ends."""

from __future__ import annotations

import itertools
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from urllib.request import urlopen

import pytest

from benchmarks.pages import free_port
from benchmarks.shape import descendants
from saas.config import Settings

GRACE_SECONDS = 30
SAAS = (sys.executable, "-m", "saas")
WITH_A_SLOW_COPY = (
    sys.executable,
    "-c",
    """
import time
from saas.cli import main, server
from saas.servers.processes import die_with_parent

def slowly(how):
    tie = die_with_parent(how)
    return lambda: (time.sleep(1), tie())

server.die_with_parent = slowly
main()
""",
)
WHERE_A_STOP_IS_LOST = (
    sys.executable,
    "-c",
    """
from saas.cli import main, server

server.die_with_parent = lambda how: lambda: None
server.SECONDS_TO_END = 1
main()
""",
)


Home = dict[str, str]
"""The environment of a server: that of this worker's database."""


@pytest.fixture(scope="module")
def home(settings: Settings) -> Home:
    given = {name.upper(): value for name, value in asdict(settings).items() if value}
    return {**os.environ, **given}


@pytest.fixture(scope="module")
def unhurt(home: Home) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """A server that nobody ends."""
    with serving(home, workers=2) as server:
        yield server


@contextmanager
def serving(
    home: Home, *, workers: int, command: Sequence[str] = SAAS
) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    port = free_port()
    environment = {**home, "BASE_URL": f"http://127.0.0.1:{port}"}
    told = [*command, "serve", "--port", str(port), "--workers", str(workers)]
    with subprocess.Popen(told, env=environment) as server:
        try:
            until(lambda: answers(port))
            yield server, port
        finally:
            server.kill()


def answers(port: int) -> bool:
    try:
        with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def counted(port: int, route: str) -> float:
    """How often `route` was answered well, as whoever is asked tells it."""
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        told = page.read().decode()
    figure = f'saas_requests_total{{route="{route}",status="200"}} '
    return sum(
        float(line.removeprefix(figure)) for line in told.splitlines() if line.startswith(figure)
    )


def until(holds: object) -> None:
    deadline = time.monotonic() + GRACE_SECONDS
    while not holds():  # type: ignore[operator]
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def refuses(port: int) -> bool:
    with socket.socket() as knock:
        return knock.connect_ex(("127.0.0.1", port)) != 0


class TestServing:
    def test_as_many_processes_as_told_and_none_that_only_waits(
        self, unhurt: tuple[subprocess.Popen[bytes], int]
    ) -> None:
        server, port = unhurt
        assert len(list(descendants([server.pid]))) == 2
        assert all(answers(port) for _ in range(20))

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_when_told_to_stop_all_of_it_stops_in_good_order(
        self, home: Home, how: signal.Signals
    ) -> None:
        with serving(home, workers=2) as (server, port):
            tree = list(descendants([server.pid]))
            server.send_signal(how)
            assert server.wait(GRACE_SECONDS) == 0
            until(lambda: not any(map(lives, tree)))
            until(lambda: refuses(port))

    @pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
    def test_a_stop_is_heard_while_the_copy_is_not_ready(
        self, home: Home, how: signal.Signals
    ) -> None:
        with serving(home, workers=2, command=WITH_A_SLOW_COPY) as (server, _port):
            tree = list(descendants([server.pid]))
            assert len(tree) == 2
            server.send_signal(how)
            assert server.wait(GRACE_SECONDS) == 0
            until(lambda: not any(map(lives, tree)))

    def test_a_stop_that_is_told_again_and_again_is_heard_once(self, home: Home) -> None:
        """As by a service manager, which tells every process, and by Ctrl-C.

        The last of them may come when nothing is left to hear it, and end what is ending.
        """
        with serving(home, workers=2) as (server, port):
            tree = list(descendants([server.pid]))
            told = itertools.product(range(3_000), (signal.SIGTERM, signal.SIGINT), tree)
            for _time, how, process in told:
                with suppress(ProcessLookupError):
                    os.kill(process, how)
            assert server.wait(GRACE_SECONDS) in {0, -signal.SIGTERM, -signal.SIGINT}
            until(lambda: not any(map(lives, tree)))
            until(lambda: refuses(port))

    @pytest.mark.parametrize("victim", [0, 1])
    def test_when_one_is_killed_nothing_is_left_that_half_serves(
        self, home: Home, victim: int
    ) -> None:
        with serving(home, workers=2) as (server, port):
            tree = sorted(descendants([server.pid]), key=lambda one: one != server.pid)
            os.kill(tree[victim], signal.SIGKILL)
            assert server.wait(GRACE_SECONDS) != 0
            until(lambda: not any(map(lives, tree)))
            until(lambda: refuses(port))

    def test_a_copy_that_does_not_hear_that_it_is_alone_ends_after_a_while(
        self, home: Home
    ) -> None:
        with serving(home, workers=2, command=WHERE_A_STOP_IS_LOST) as (server, port):
            tree = list(descendants([server.pid]))
            server.kill()
            until(lambda: not any(map(lives, tree)))
            until(lambda: refuses(port))


def test_whichever_process_is_asked_tells_what_all_have_counted(
    unhurt: tuple[subprocess.Popen[bytes], int],
) -> None:
    _server, port = unhurt
    before = counted(port, "/healthz")
    for asked in range(1, 21):
        assert answers(port)
        assert counted(port, "/healthz") == before + asked
    assert counted(port, "/login") == 1  # made ready once, and then copied
    with urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5) as page:
        assert page.read().count(b"\nsaas_outbox_due ") == 1
