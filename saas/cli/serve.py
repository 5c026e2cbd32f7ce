"""`saas serve`: the pages and the API, in one process that is ready and others that copy it."""

from __future__ import annotations

import gc
import os
from functools import cache
from typing import Final

import click
from flask import Flask, current_app

PATHS: Final = ("/readyz", "/login")


@cache
def application() -> Flask:
    """The application, made once; processes that are forked find it made."""
    from saas.app import create_app  # noqa: PLC0415 - read while nothing is collected
    from saas.config import Settings  # noqa: PLC0415
    from saas.logs import configure  # noqa: PLC0415

    settings = Settings.read()
    configure(readable=not settings.in_production)
    return create_app(settings)


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="The port.")
@click.option("--workers", default=os.cpu_count() or 1, help="Processes (default: one per core).")
@click.option("--threads", default=8, show_default=True, help="Requests at once in each process.")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API, until told to stop.

    The application is made once and then forked, so that the workers share what they do not
    change and are there at once. Nothing stays connected over the fork.
    """
    gc.disable()  # nearly all that is made now is there to stay
    _make_ready(application())
    from granian.constants import Interfaces  # noqa: PLC0415 - no other command needs a server
    from granian.log import LogLevels  # noqa: PLC0415
    from granian.server import MPServer as Server  # noqa: PLC0415

    server = Server(
        "saas.app:create_app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.error,
    )
    gc.collect()
    gc.freeze()
    gc.enable()
    server.serve(target_loader=application, wrap_loader=False)


def _make_ready(app: Flask) -> None:
    """Do now what each worker would otherwise do anew for its first page, and hang up."""
    from sqlalchemy.orm import configure_mappers  # noqa: PLC0415 - read while nothing is collected

    from saas.db import db  # noqa: PLC0415

    configure_mappers()
    visitor = app.test_client()
    for path in PATHS:
        visitor.get(path, base_url=app.config["SETTINGS"].base_url)
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
        current_app.extensions["redis"].connection_pool.disconnect()
