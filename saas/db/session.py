"""The one session of a request or a job, and the role it speaks as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from saas.db.columns import Base
from saas.errors import Refusal
from saas.scope import Everyone, scope_in_force


class Session(FlaskSession):
    """Speaks as the runtime role, or as the platform role while the scope is everyone."""

    def get_bind(self, *_args: object, **_options: object) -> Engine:
        """The engine for the scope in force."""
        return db.engines["platform" if isinstance(scope_in_force(), Everyone) else None]


db = SQLAlchemy(model_class=Base, session_options={"class_": Session, "expire_on_commit": False})


@contextmanager
def refused_by(constraint: str, refusal: Refusal) -> Iterator[None]:
    """Answer a race lost on `constraint` with the same refusal as the polite check.

    What is written inside is flushed in a savepoint, so the transaction goes on after it.
    """
    try:
        with db.session.begin_nested():
            yield
            db.session.flush()
    except IntegrityError as clash:
        if getattr(getattr(clash.orig, "diag", None), "constraint_name", None) != constraint:
            raise
        raise refusal from clash
