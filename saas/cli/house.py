"""The application, opened for one command."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask

from saas.app import create_app
from saas.config import Settings
from saas.db import db
from saas.logs import configure


@contextmanager
def opened() -> Iterator[Flask]:
    """The application as it is configured, its context entered; hangs up when left."""
    settings = Settings.read()
    configure(readable=not settings.in_production)
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            for engine in db.engines.values():
                engine.dispose()
