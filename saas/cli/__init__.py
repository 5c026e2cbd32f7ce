"""The `saas` command: run, work, look after and try out this installation.

Exit codes: 0 all well, 1 something was found or went wrong, 2 the call's words are off,
65 what was handed over cannot be read, 75 try again later.
"""

from __future__ import annotations

import gc
import importlib
from functools import cache
from types import ModuleType
from typing import Final, cast

import click

from saas.cli.surroundings import join_the_run

COMMANDS: Final = {
    "run": "run",
    "serve": "serve",
    "work": "work",
    "calendar": "keep_calendar",
    "db": "database",
    "demo": "demo",
    "clock": "clock",
    "doctor": "doctor",
    "audit": "audit",
    "staff": "staff",
    "seller": "seller",
    "mail": "mail",
    "bill": "bill",
    "accounting": "accounting",
    "plans": "plans",
    "entitlements": "entitlements",
    "shell": "shell",
}


class Commands(click.Group):
    """Commands whose modules are read only when they are called: `saas --help` is quick."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            return None
        return cast("click.Command", _read(COMMANDS[name]).command)


@cache
def _read(name: str) -> ModuleType:
    """A command's module and all it needs, which is there to stay.

    Looking for garbage among it, on the way and at the end, took half of a short command's time.
    """
    gc.disable()
    try:
        return importlib.import_module(f"saas.cli.{name}")
    finally:
        gc.freeze()
        gc.enable()


@click.command(cls=Commands)
@click.version_option(package_name="kundzon", message="%(version)s")
@click.pass_context
def main(context: click.Context) -> None:
    """Kundzon: companies, plans, seats and invoices.

    Where nothing is configured, commands speak to the `saas run` that runs in this folder.
    """
    if context.invoked_subcommand != "run":
        join_the_run()
