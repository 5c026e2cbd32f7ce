"""What `saas run` says once it is ready: where to go, and as whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, Request, build_opener

from rich.console import Console
from rich.panel import Panel
from rich.table import Table

from saas.cli.surroundings import HOST, port_in
from saas.demo.logins import LOGINS, PASSWORD

_straight = build_opener(ProxyHandler({}))  # no proxy stands between us and ourselves


def announcing(environment: Mapping[str, str], console: Console) -> Callable[[], None]:
    """What tells the address and the log-ins once the pages answer, and then never again."""
    announced = False

    def announce() -> None:
        nonlocal announced
        if not announced and _ready(environment):
            announced = True
            console.print(_welcome(environment["BASE_URL"]))

    return announce


def _welcome(address: str) -> Panel:
    told = Table.grid(padding=(0, 3))
    told.add_row("Open", f"[bold link={address}]{address}[/]")
    told.add_row("Mail", f"{address}/mail")
    told.add_row("Password", PASSWORD)
    for email, who in LOGINS:
        told.add_row("", email, who)
    told.add_row("Stop", "Ctrl-C; the data stay")
    return Panel(told, title="Kundzon", expand=False, padding=(1, 3))


def _ready(environment: Mapping[str, str]) -> bool:
    """Whether the pages answer, asked here and under the name they go by."""
    asked = Request(
        f"http://{HOST}:{port_in(environment)}/readyz",
        headers={"Host": urlsplit(environment["BASE_URL"]).netloc},
    )
    try:
        with _straight.open(asked, timeout=2) as answer:
            return bool(answer.status == HTTPStatus.OK)
    except (URLError, TimeoutError, ConnectionError):
        return False
