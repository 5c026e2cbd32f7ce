"""`saas serve`: the pages and the API, in one process that is ready and others that copy it."""

from __future__ import annotations

import ctypes
import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from tempfile import TemporaryDirectory
from typing import Final

import click
from flask import Flask, current_app

PATHS: Final = ("/readyz", "/login")
M_ARENA_MAX: Final = -8
SHARED_FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"


@cache
def application() -> Flask:
    """The application, made once; processes that are forked find it made."""
    from saas.app import create_app  # noqa: PLC0415 - read while nothing is collected
    from saas.cli.roles import must_be_let_in_rightly  # noqa: PLC0415
    from saas.config import Settings  # noqa: PLC0415
    from saas.logs import configure  # noqa: PLC0415

    settings = Settings.read()
    configure(readable=not settings.in_production)
    app = create_app(settings)
    must_be_let_in_rightly(app)
    return app


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8000, show_default=True, envvar="PORT", help="The port.")
@click.option("--workers", default=os.cpu_count() or 1, help="Processes (default: one per core).")
@click.option("--threads", default=4, show_default=True, help="Requests at once in each process.")
def command(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages and the API, until told to stop.

    The application is made once and then forked, so that the processes share what they do not
    change and are there at once. Nothing stays connected over the fork.
    """
    _share_one_heap()
    gc.disable()  # nearly all that is made now is there to stay
    with _counting_together():
        _make_ready(application())
        from saas.cli.server import Server  # noqa: PLC0415 - no other command needs one

        server = Server(host=host, port=port, workers=workers, threads=threads)
        gc.freeze()
        gc.enable()
        server.serve(target_loader=application, wrap_loader=False)


@contextmanager
def _counting_together() -> Iterator[None]:
    """A folder where each process keeps what it counts, so that any of them can tell the sum.

    Prometheus' library looks for it once, when the first metric is made.
    """
    with TemporaryDirectory(prefix="kundzon-metrics-") as folder:
        os.environ[SHARED_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[SHARED_FOLDER]


def _share_one_heap() -> None:
    """Let threads that take turns anyway take their memory from one heap, not each from its own."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # GNU's C library has it
        mallopt(M_ARENA_MAX, 1)


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
