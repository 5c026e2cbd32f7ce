"""One request is one transaction: kept when the answer is good, undone when it is not."""

from flask import Response, g
from flask.sessions import SessionMixin

from saas.db import db

FIRST_REFUSAL = 400


def keep_despite_refusal() -> None:
    """Let what this request wrote stand although its answer is a refusal.

    For what must be remembered about a failed try, such as a wrong password.
    """
    g.keep_despite_refusal = True


def undo() -> None:
    """Forget what this request has written so far; an attempt at a form was refused."""
    db.session.rollback()


def end(response: Response, session: SessionMixin) -> None:
    """Keep or undo the request's work, and keep its session either way."""
    if response.status_code >= FIRST_REFUSAL and not g.get("keep_despite_refusal", False):
        db.session.rollback()
    if store := getattr(session, "store", None):
        store()
    db.session.commit()
