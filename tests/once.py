"""What many tests begin with: lived through by the first of them, put back for the others."""

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, text

from tests.emptying import Emptied

T = TypeVar("T")
Rows = dict[str, bytes]
"""What each table holds that holds anything, as PostgreSQL copies it."""


class Once:
    """Beginnings: what each gave, the rows it added, and how far it counted."""

    def __init__(self, emptied: Emptied) -> None:
        self._emptied = emptied
        self._kept: dict[Hashable, tuple[Any, Rows, dict[str, int]]] = {}

    def __call__(self, key: Hashable, live: Callable[[], T]) -> T:
        """What `live` gives, with all in the database that it did when it was first called.

        It adds rows, to tables that hold none, and hangs on nothing but what `key` names. Where
        somebody has written to one of those tables before, it is called again.
        """
        with self._emptied.engine.begin() as connection:
            before = self._emptied.holding(connection)
            if key in self._kept:
                given, rows, counted = self._kept[key]
                if before & rows.keys():
                    return live()
                _put_back(connection, rows, counted)
                return cast("T", given)
            rows_before, counted_before = _rows(connection, before), _counted(connection)
        given = live()
        with self._emptied.engine.begin() as connection:
            after = _rows(connection, self._emptied.holding(connection))
            assert rows_before.items() <= after.items(), "it changed what was there"
            added = {table: after[table] for table in after.keys() - before}
            counted = dict(_counted(connection).items() - counted_before.items())
        self._kept[key] = given, added, counted
        return given


def _rows(connection: Connection, tables: set[str]) -> Rows:
    rows = {}
    for table in tables:
        with _copy(connection, f"{table} to stdout") as copying:
            rows[table] = b"".join(copying)
    return rows


def _put_back(connection: Connection, rows: Rows, counted: dict[str, int]) -> None:
    for table, content in rows.items():
        with _copy(connection, f"{table} from stdin") as copying:
            copying.write(content)
    connection.execute(_COUNT_ON, [{"of": name, "last": last} for name, last in counted.items()])


def _copy(connection: Connection, what: str) -> Any:
    return connection.connection.cursor().copy(f"copy {what} (format binary)")


def _counted(connection: Connection) -> dict[str, int]:
    return dict(connection.execute(_COUNTED).all())


_COUNTED: Final = text(
    """
    select format('%I.%I', schemaname, sequencename), last_value
    from pg_sequences where schemaname = 'public' and last_value is not null
    """
)
_COUNT_ON: Final = text("select setval(cast(:of as regclass), :last)")
