"""What is asked of the database while a test looks: to count, or to see that it is not asked."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from saas.db import db


@contextmanager
def questions(app) -> Iterator[list[str]]:
    """Every statement sent by any role inside, in order, in one line each."""
    asked = []

    def note(_connection, _cursor, statement, *_more):
        asked.append(" ".join(statement.split()))

    with app.app_context():
        engines = list(db.engines.values())
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
