"""Emptying a database between tests: only what holds anything, for a test writes to few tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, create_engine, text

KEPT: Final = ("alembic_version",)


class Emptied:
    """A database that is as its migrations left it, each time it is asked to be."""

    def __init__(self, url: str) -> None:
        """Learn which tables there are; none is made or dropped while tests run.

        `url` is a superuser's. No trigger fires for these connections from their start: to say
        so each time would have PostgreSQL forget what it has planned.
        """
        self.engine = create_engine(
            url, connect_args={"options": "-c session_replication_role=replica"}
        )
        with self.engine.connect() as connection:
            names = connection.scalars(
                text("select tablename from pg_tables where schemaname = 'public'")
            )
            self._holding = text(
                " union all ".join(_HOLDING.format(n) for n in names if n not in KEPT)
            )

    def again(self) -> None:
        """Empty all tables that hold rows, start all numbers anew, and put the operator back."""
        with self.engine.begin() as connection:
            emptying = self._emptying(connection)
            connection.exec_driver_sql(";".join([*emptying, _NUMBERS_ANEW, _OPERATOR]))

    def holding(self, connection: Connection) -> set[str]:
        """The tables that hold anything."""
        return {name for name, _is_large in connection.execute(self._holding).all()}

    def _emptying(self, connection: Connection) -> Iterator[str]:
        """Delete a few rows; truncate what has grown large, which takes longer."""
        large = []
        for name, is_large in connection.execute(self._holding).all():
            if is_large:
                large.append(name)
            else:
                yield f"delete from {name}"
        if large:
            yield f"truncate {', '.join(large)} cascade"


_HOLDING: Final = (
    "select '{0}', pg_relation_size('{0}') > 1000000 "
    "where pg_relation_size('{0}') > 1000000 or exists (select from {0})"
)
_NUMBERS_ANEW: Final = """
    select setval(quote_ident(sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public' and last_value is not null
"""
_OPERATOR: Final = """
    insert into tenants (id, customer_number, country, org_number, name, registered_at)
    values (1, '1', 'SE', 'operator', 'Kundzon', now())
    returning setval('tenants_id_seq', id)
"""
