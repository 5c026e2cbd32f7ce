"""`saas run`: everything at once, for a demo or for development, and one stop for it all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import click
from rich.console import Console

from saas.cli.children import Children
from saas.cli.surroundings import (
    DATA,
    HOST,
    keep,
    must_be_free,
    port_in,
    simulator_port,
    surroundings,
)
from saas.cli.welcome import announcing
from saas.servers.postgres import Postgres
from saas.servers.processes import ServerDidNotStart, die_with_parent
from saas.servers.valkey import Valkey

DATABASE: Final = "kundzon"
MIGRATIONS: Final = Path(__file__).parents[2] / "migrations"
console = Console(stderr=True)


@click.command("run")
@click.option(
    "--data",
    type=click.Path(path_type=Path, file_okay=False),
    default=DATA,
    help="Where the data live between runs (default: var).",
)
def command(data: Path) -> None:
    """Start the database, the queue, the pages, the worker, the calendar and the test gateway.

    What DATABASE_URL, REDIS_URL or STRIPE_API_KEY configure is used instead of our own; a
    database of yours is prepared with `saas db upgrade`. Ctrl-C stops everything and leaves
    the data.
    """
    for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):  # a shell's job ignores the first
        signal.signal(how, signal.default_int_handler)
    data = data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    try:
        with ExitStack() as stack:
            stack.enter_context(_alone_in(data))
            environment = _environment(data, stack)
            keep(environment, data)
            children = stack.enter_context(Children(console))
            _start_gateway(children, environment)
            _fill_once(data / "demo-is-there", environment)
            _start_the_rest(children, environment)
            said = children.watch(announcing(environment, console))
    except KeyboardInterrupt:
        console.print("\nStopped. The data stay for next time.")
        return
    except ServerDidNotStart as error:
        raise click.ClickException(str(error)) from error
    raise click.ClickException(said)


@contextmanager
def _alone_in(data: Path) -> Iterator[None]:
    """Hold the folder, as long as this process lives; a second run is told who holds it."""
    with (data / "running").open("a+", encoding="ascii") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            note.seek(0)
            raise click.ClickException(
                f"Kundzon already runs with the data in {data}, as process {note.read()}. "
                "Stop that first, or use others: --data FOLDER"
            ) from error
        note.truncate(0)
        note.write(str(os.getpid()))
        note.flush()
        yield


def _environment(data: Path, stack: ExitStack) -> dict[str, str]:
    """What the programs need to know, with the servers started that nobody has configured."""
    environment = surroundings(data)
    must_be_free(port_in(environment))
    if "REDIS_URL" not in environment:
        environment["REDIS_URL"] = stack.enter_context(Valkey(data / "valkey")).url
    if "DATABASE_URL" not in environment:
        postgres = stack.enter_context(Postgres(data / "postgres"))
        _prepare_once(data / "prepared-by", postgres.url())
        environment |= {
            "DATABASE_URL": postgres.url("saas_runtime", DATABASE),
            "DATABASE_PLATFORM_URL": postgres.url("saas_platform", DATABASE),
            "DATABASE_OWNER_URL": postgres.url("postgres", DATABASE),
        }
    return environment


def _prepare_once(note: Path, admin_url: str) -> None:
    """Make the roles and the tables, or take the steps that are new; `note` says which were."""
    steps = hashlib.sha256()
    for step in sorted(MIGRATIONS.rglob("*.py")):
        steps.update(step.read_bytes())
    if note.exists() and note.read_text(encoding="ascii") == steps.hexdigest():
        return
    from saas.cli.database import prepare  # noqa: PLC0415 - takes a second, and few starts need it

    prepare(admin_url, DATABASE)
    note.write_text(steps.hexdigest(), encoding="ascii")


def _fill_once(note: Path, environment: Mapping[str, str]) -> None:
    """Let an empty database be filled with the demo's companies; `note` says that it was."""
    if note.exists():
        return
    tied = die_with_parent(signal.SIGTERM)
    filled = subprocess.run(_saas("demo"), env=environment, check=False, preexec_fn=tied)
    if filled.returncode:
        raise click.ClickException("The demo's companies could not be made; see above.")
    note.touch()


def _start_gateway(children: Children, environment: Mapping[str, str]) -> None:
    """Start the simulator of the card gateway, unless a real one is configured."""
    if "STRIPE_API_BASE" in environment:
        port = simulator_port(port_in(environment))
        must_be_free(port)
        simulator = [sys.executable, "-m", "saas.billing.gateway.simulator"]
        children.start("gateway", [*simulator, "--port", str(port)], environment)


def _start_the_rest(children: Children, environment: Mapping[str, str]) -> None:
    children.start("worker", _saas("work"), environment)
    children.start("calendar", _saas("calendar"), environment)
    web = _saas("serve", "--host", HOST, "--port", str(port_in(environment)))
    children.start("web", web, environment)


def _saas(*words: str) -> list[str]:
    return [sys.executable, "-m", "saas", *words]
