"""What the demo's programs find in their environment where nobody has configured anything."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import click

DATA: Final = Path("var")
HOST: Final = "127.0.0.1"
FIRST_PORT: Final = 8000
TEST_KEY: Final = "sk_test_sim"


def surroundings(data: Path, given: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment for the demo's programs: what is `given`, and a value for what is not.

    Secrets are made once and kept in `data`, so that log-ins and links outlive a restart.
    """
    port = port_in(given)
    defaults = {
        "SAAS_ENV": "demo",
        "BASE_URL": f"http://localhost:{port}",
        "CLOCK_FILE": str(data / "clock"),
        "ACCESS_POINT_FOLDER": str(data / "access_point"),
        "COLLECTION_AGENCY_NAME": "Exempelinkasso AB",
        "COLLECTION_AGENCY_PHONE": "08-12 34 56",
        "COLLECTION_AGENCY_ADDRESS": "Box 1, 101 23 Stockholm",
        "COLLECTION_AGENCY_URL": "https://inkasso.example.com",
        "KUNDZON_DATA": str(data),
        "PYTHONUNBUFFERED": "1",
        **_kept_secrets(data / "secrets.json"),
    }
    if "STRIPE_API_KEY" not in given:
        defaults |= {
            "STRIPE_API_KEY": TEST_KEY,
            "STRIPE_API_BASE": f"http://{HOST}:{simulator_port(port)}",
        }
    return defaults | dict(given)


def keep(environment: Mapping[str, str], data: Path) -> None:
    """Write down what this run's programs are told, for commands that are called meanwhile."""
    ours = {name: value for name, value in environment.items() if os.environ.get(name) != value}
    file = data / "environment.json"
    file.unlink(missing_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(ours), encoding="utf-8")


def join_the_run(data: Path = DATA) -> None:
    """Where nothing is configured and `saas run` runs here, speak to that."""
    file = data / "environment.json"
    if "DATABASE_URL" not in os.environ and file.exists() and is_running(data):
        os.environ.update(json.loads(file.read_text(encoding="utf-8")))


def is_running(data: Path) -> bool:
    """Whether a `saas run` holds the folder. A killed one does not."""
    with (data / "running").open("a", encoding="ascii") as note:
        try:
            fcntl.flock(note, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def port_in(given: Mapping[str, str]) -> int:
    """The port of the pages: PORT, or 8000. Raises UsageError when it is none."""
    written = given.get("PORT") or str(FIRST_PORT)
    if not written.isdigit() or not 0 < int(written) < 65_535:  # noqa: PLR2004 - the last port less one
        raise click.UsageError(f"PORT is {written!r}; it must be a number from 1 to 65534.")
    return int(written)


def simulator_port(port: int) -> int:
    """The gateway simulator has an origin of its own: the next port."""
    return port + 1


def must_be_free(port: int) -> None:
    """Raise ClickException, with the remedy, when another program listens on `port`."""
    with socket.socket() as ear:
        ear.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            ear.bind((HOST, port))
        except PermissionError as error:
            raise click.ClickException(
                f"Port {port} is for root. Try: PORT=8080 ./go run"
            ) from error
        except OSError as error:
            raise click.ClickException(
                f"Port {port} is in use by another program. "
                f"Choose another, e.g.: PORT={port + 100} ./go run"
            ) from error


def _kept_secrets(file: Path) -> dict[str, str]:
    if file.exists():
        kept: dict[str, str] = json.loads(file.read_text(encoding="ascii"))
        return kept
    made = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "STRIPE_WEBHOOK_SECRET": f"whsec_{secrets.token_urlsafe(24)}",
    }
    file.touch(mode=0o600)
    file.write_text(json.dumps(made), encoding="ascii")
    return made
