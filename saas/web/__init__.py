"""What every door has in common: it is locked, it has a scope, it reads forms, it can say no."""

from flask import Flask

from saas.web import (
    answers,
    api_docs,
    assets,
    doors,
    headers,
    health,
    idempotency,
    rows,
    sessions,
    words,
)
from saas.web.api import api_of
from saas.web.doors import open_to_all, says_a_secret, staff_only, staff_who_may
from saas.web.form import Form

__all__ = [
    "Form",
    "api_of",
    "init_app",
    "open_to_all",
    "says_a_secret",
    "staff_only",
    "staff_who_may",
]


def init_app(app: Flask) -> None:
    """Hang every door of `app` in the same frame."""
    sessions.init_app(app)
    doors.init_app(app)
    words.init_app(app)
    rows.init_app(app)
    answers.init_app(app)
    headers.init_app(app)
    assets.init_app(app)
    health.init_app(app)
    idempotency.init_app(app)
    api_docs.init_app(app)
