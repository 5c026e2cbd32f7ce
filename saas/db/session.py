"""The one session of a request or a job, and the role it speaks as."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import ColumnElement, Engine, delete, event
from sqlalchemy.exc import IntegrityError

from saas.db.columns import Base
from saas.errors import Refusal
from saas.scope import Everyone, scope_in_force

PAST_THE_WALL: Final = "past the wall"


class Session(FlaskSession):
    """Speaks as the runtime role, or as the platform role while the scope is everyone."""

    def get_bind(self, *_args: object, **_options: object) -> Engine:
        """The engine for the scope in force."""
        if not isinstance(scope_in_force(), Everyone):
            return db.engines[None]
        self.info[PAST_THE_WALL] = True
        return db.engines["platform"]


db = SQLAlchemy(model_class=Base, session_options={"class_": Session, "expire_on_commit": False})


@event.listens_for(Session, "before_commit")
def _past_the_wall_first(session: Session) -> None:
    """Commit what was written for many tenants before what was written for the one in scope.

    They are two connections. The note that something has been done (a reaction told, a day
    lived through) is the tenant's, and SQLAlchemy commits them in any order: were the note
    kept and the deed lost, nobody would do it again. Lost the other way round it is done
    again, to no effect.
    """
    if session.in_nested_transaction() or not session.info.pop(PAST_THE_WALL, False):
        return
    session.flush()
    connection = session.connection(bind_arguments={"bind": db.engines["platform"]})
    driver: Any = connection.connection.driver_connection
    driver.commit()


def sweep(rows: type[Base], *where: ColumnElement[bool]) -> None:
    """Delete rows that have grown old, without a look at what this session has read.

    Finding out which of those are among them would take longer than deleting them.
    """
    db.session.execute(delete(rows).where(*where), execution_options={"synchronize_session": False})


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
