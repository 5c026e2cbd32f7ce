"""The overview at 10 000 companies, with everything on, beside the barest page of its kind.

Goals: 0.4 of the bare page's requests per second, 0.55 at best; 2 ms of processor a page, the
database's included; 0.6 s from a cold start to the first page; 125 MiB for master and workers.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import many_companies
from benchmarks.house import House, house
from benchmarks.load import request_for
from benchmarks.many_companies import FIRST, OPEN, OWED_EACH
from benchmarks.shape import Measure, Spent, cpu_of, descendants, middle, report, small

COMPANIES, ROUNDS, SECONDS, STARTS = (50, 1, 0.1, 1) if small() else (10_000, 5, 6.0, 5)
WORKERS, THREADS, LINES = 2, 8, 16
PATH = "/overview"
OURS, BARE = "saas serve", "benchmarks.bare_page:app"


@dataclass(slots=True)
class Server:
    """A server that runs, and what its rounds have taken."""

    port: int
    process: int
    rounds: list[Spent]
    half: list[float]
    nearly_all: list[float]


def main() -> None:
    """Measure and report."""
    ports = {OURS: free_port(), BARE: free_port()}
    with house(port=ports[OURS]) as home:
        many_companies.make(home.admin_url, COMPANIES)
        starts = {app: [cold_start(home, app, ports[app]) for _ in range(STARTS)] for app in ports}
        with (
            serving(home, OURS, ports[OURS]) as ours,
            serving(home, BARE, ports[BARE]) as bare,
        ):
            shows_what_is_owed(ours.port)
            for server in (ours, bare):
                load(home, server, counted=False)
            for turn in range(ROUNDS):
                for server in (ours, bare) if turn % 2 else (bare, ours):
                    load(home, server, counted=True)
            measures = list(figures(ours, bare, starts))
    report("The overview, beside a bare page", measures)


def figures(ours: Server, bare: Server, starts: dict[str, list[float]]) -> Iterator[Measure]:
    """What the rounds come to."""
    n = sum(one.n for one in ours.rounds)
    mine, theirs = middle(ours.rounds), middle(bare.rounds)
    yield Measure("pages", round(mine.per_second), "/s", n, round(theirs.per_second))
    yield Measure("  processors, each", round(mine.cpu_ms, 2), "ms", n, round(theirs.cpu_ms, 2))
    yield Measure("  half within", round(min(ours.half), 1), "ms", n, round(min(bare.half), 1))
    yield Measure(
        "  99 % within", round(min(ours.nearly_all), 1), "ms", n, round(min(bare.nearly_all), 1)
    )
    first = {app: round(min(seconds), 2) for app, seconds in starts.items()}
    yield Measure("cold start to the first page", first[OURS], "s", STARTS, first[BARE])
    memory = [round(pss(server.process) / 2**20, 1) for server in (ours, bare)]
    yield Measure("memory, master and 2 workers", memory[0], "MiB", WORKERS + 1, memory[1])


def load(home: House, server: Server, *, counted: bool) -> None:
    """One round: a load from a process of its own, whose own work is not counted."""
    told = {"port": server.port, "path": PATH, "companies": COMPANIES}
    told |= {"seconds": SECONDS, "lines": LINES}
    trees = (*home.trees, server.process)
    before = cpu_of(trees)
    answered = subprocess.run(
        [sys.executable, "-m", "benchmarks.load", json.dumps(told)],
        capture_output=True,
        text=True,
        check=False,
    )
    cpu = cpu_of(trees) - before
    assert answered.returncode == 0, answered.stderr
    result = json.loads(answered.stdout)
    if counted:
        server.rounds.append(Spent(result["n"], result["wall"], cpu))
        server.half.append(result["half"])
        server.nearly_all.append(result["nearly all"])


def shows_what_is_owed(port: int) -> None:
    """The page is the real one: it greets the company and says what is to be paid."""
    page = ask(port, FIRST).replace("\N{NO-BREAK SPACE}", " ")
    assert f"Bageri {FIRST} AB" in page
    owed = f"{OPEN * OWED_EACH // 100:,}".replace(",", " ")
    assert f"{owed},00" in page, page


def ask(port: int, company: int, path: str = PATH) -> str:
    """One page, as somebody of that company."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(
            request_for(port, path, company).replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
        )
        with line.makefile("rb") as answer:
            page = answer.read()
    assert page.startswith(b"HTTP/1.1 200"), page[:600]
    return page.decode()


def cold_start(home: House, app: str, port: int) -> float:
    """Seconds from starting one web process until it has answered with a page."""
    started = time.perf_counter()
    with granian(home, app, port, workers=1):
        wait_for(port)
        return time.perf_counter() - started


@contextmanager
def serving(home: House, app: str, port: int) -> Iterator[Server]:
    """The server as `saas run` starts it, warm."""
    with granian(home, app, port, workers=WORKERS) as process:
        wait_for(port)
        yield Server(port, process, [], [], [])


@contextmanager
def granian(home: House, app: str, port: int, *, workers: int) -> Iterator[int]:
    """The same server for both: ours as `saas serve` starts it, the bare page from its own door."""
    how = ["--port", str(port), "--workers", str(workers)]
    if app == OURS:
        command = [sys.executable, "-m", "saas", "serve", *how, "--threads", str(THREADS)]
    else:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "error"]
        command += [*how, "--blocking-threads", str(THREADS), app]
    environment = {**home.environment, "BASE_URL": f"http://127.0.0.1:{port}"}
    with subprocess.Popen(command, env=environment) as server:
        try:
            yield server.pid
        finally:
            server.terminate()


def wait_for(port: int) -> None:
    """Ask for the page until it comes; two minutes at most."""
    deadline = time.monotonic() + 120
    while True:
        try:
            ask(port, FIRST)
        except OSError:
            assert time.monotonic() < deadline, "no page came"
            time.sleep(0.005)
        else:
            return


def pss(process: int) -> int:
    """Bytes of memory the process and its workers hold, shared pages counted once."""
    total = 0
    for one in descendants([process]):
        rollup = Path(f"/proc/{one}/smaps_rollup").read_text()
        total += 1024 * int(rollup.split("\nPss:")[1].split()[0])
    return total


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main()
