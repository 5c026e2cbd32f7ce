"""The list of invoices of a company with 100 and of one with 50 000, among a million.

10 000 companies. Beside it, in the same run, a bare Flask and Jinja list of 100 rows. Goals:
0.5 of the bare list's requests per second; 99 % of pages, one at a time, within 15 ms; as
quick with 50 000 as with 100.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks import invoice_rows
from benchmarks.house import House, house
from benchmarks.invoice_rows import FEW, MANY, owed_by
from benchmarks.pages import BARE, OURS, Server, ask, free_port, serving
from benchmarks.shape import Measure, Spent, cpu_of, middle, report, small

COMPANIES, INVOICES, MOST, LEAST = (
    (50, 3_000, 500, 100) if small() else (10_000, 1_000_000, 50_000, 100)
)
ROUNDS, SECONDS, LINES = (1, 0.05, 8) if small() else (5, 4.0, 16)
WAYS = {
    "of 50 000, first page": "/invoices",
    "of 50 000, unpaid": "/invoices?show=open",
    "of 50 000, a year": "/invoices?since={year}-01-01&through={year}-12-31",
    "of 50 000, searched by number": "/invoices?search=M200",
    "of 50 000, searched by amount": "/invoices?search=1+234%2C50",
    "of 50 000, the statement": "/statement",
    "of 50 000, those to be paid in one go": "/mass-payment",
}


def main() -> None:
    """Measure and report."""
    ports = {OURS: free_port(), BARE: free_port()}
    with house(port=ports[OURS]) as home:
        invoice_rows.make(home.admin_url, COMPANIES, invoices=INVOICES, many=MOST, few=LEAST)
        with (
            serving(home, OURS, ports[OURS]) as ours,
            serving(home, BARE, ports[BARE]) as bare,
        ):
            shows_what_is_there(ours.port)
            report("The list of invoices, beside a bare one", list(figures(home, ours, bare)))


def figures(home: House, ours: Server, bare: Server) -> Iterator[Measure]:
    """Many at a time beside the bare list, then one at a time."""
    few, many = Server(ours.port, ours.process, [], [], []), ours
    told = [(few, FEW), (many, MANY), (bare, MANY)]
    for server, company in told:
        load(home, server, company, counted=False)
    for turn in range(ROUNDS):
        for server, company in told if turn % 2 else reversed(told):
            load(home, server, company, counted=True)
    limit = middle(bare.rounds)
    for name, server in (("100", few), ("50 000", many)):
        n, spent = sum(one.n for one in server.rounds), middle(server.rounds)
        per_second, cpu = round(spent.per_second), round(spent.cpu_ms, 2)
        yield Measure(f"lists of {name} invoices", per_second, "/s", n, round(limit.per_second))
        yield Measure("  processors, each", cpu, "ms", n, round(limit.cpu_ms, 2))
    alone = load(home, bare, MANY, counted=False, lines=1)
    yield Measure(
        "one at a time, bare: 99 % within", round(alone["nearly all"], 1), "ms", alone["n"]
    )
    year = deep_year(ours.port)
    for name, path in WAYS.items():
        alone = load(home, ours, MANY, counted=False, lines=1, path=path.format(year=year))
        limit_ms = round(alone["nearly all"], 1)
        yield Measure(f"{name}: 99 % within", limit_ms, "ms", alone["n"], 15.0)
    path = deep_page(ours.port)
    alone = load(home, ours, MANY, counted=False, lines=1, path=path)
    yield Measure(
        "of 50 000, far down: 99 % within", round(alone["nearly all"], 1), "ms", alone["n"], 15.0
    )


def load(
    home: House,
    server: Server,
    company: int,
    *,
    counted: bool,
    lines: int = LINES,
    path: str = "/invoices",
) -> dict[str, float]:
    """One round as somebody of `company`: a load from a process of its own."""
    told = {"port": server.port, "path": path, "companies": 1, "first": company}
    trees = (*home.trees, server.process)
    before = cpu_of(trees)
    answered = subprocess.run(
        [
            sys.executable,
            "-m",
            "benchmarks.load",
            json.dumps(told | {"seconds": SECONDS, "lines": lines}),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    cpu = cpu_of(trees) - before
    assert answered.returncode == 0, answered.stderr
    result: dict[str, float] = json.loads(answered.stdout)
    if counted:
        server.rounds.append(Spent(int(result["n"]), result["wall"], cpu))
    return result


def shows_what_is_there(port: int) -> None:
    """The list is the real one: a hundred rows, what is owed, and the way to older ones."""
    for company, count in ((MANY, MOST), (FEW, LEAST)):
        page = ask(port, company, "/invoices")
        assert page.count('<th scope="row">') == min(count, 100), page.count('<th scope="row">')
        whole, part = divmod(owed_by(count), 100)
        owed = f"{whole:,},{part:02}".replace(",", " ", f"{whole:,}".count(","))
        assert owed in page.replace("\N{NO-BREAK SPACE}", " "), owed
        assert ('rel="next"' in page) == (count > 100)


def deep_page(port: int) -> str:
    """The address of a page far down: after the oldest invoice of a year long ago."""
    year = deep_year(port)
    page = ask(port, MANY, f"/invoices?through={year}-06-30")
    [number] = re.findall(r'rel="next" href="[^"]*after=(\w+)', page)
    return f"/invoices?after={number}"


def deep_year(port: int) -> int:
    """A year with a fifth of the invoices in it."""
    page = ask(port, MANY, "/invoices")
    newest = re.search(r"\b(20\d\d)</span>", page)
    assert newest
    return int(newest[1]) - 3


if __name__ == "__main__":
    os.chdir(Path(__file__).parent.parent)
    main()
