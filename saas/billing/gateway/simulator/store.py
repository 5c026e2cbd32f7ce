"""What the simulator remembers: every object as JSON in one SQLite file, or in memory."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from saas.billing.gateway.simulator.errors import invalid, missing

Resource = dict[str, Any]

TABLES = """
pragma journal_mode = wal;
pragma synchronous = normal;
create table if not exists objects (
  n integer primary key autoincrement,
  id text not null unique,
  kind text not null,
  owner text,
  body text not null,
  hidden text
);
create index if not exists objects_by_kind on objects (kind, n);
create index if not exists objects_by_owner on objects (owner, kind, n) where owner is not null;
create table if not exists keys (
  key text primary key,
  fingerprint text not null,
  status integer not null,
  body text not null,
  saved_at integer not null
);
create table if not exists deliveries (
  n integer primary key autoincrement,
  event text not null,
  endpoint text not null,
  attempts integer not null default 0,
  due_at real not null,
  answered text
);
"""
ANYTHING: Callable[[Resource], bool] = lambda _found: True  # noqa: E731
LONGEST_PAGE = 100


class Store:
    """Objects by id, in the order they were made. `owner` is the customer, where there is one.

    `hidden` is what the gateway knows and never answers: a card's number.
    """

    def __init__(self, path: str) -> None:
        self.lock = threading.RLock()
        self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._db.executescript(TABLES)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside, or nothing. One at a time."""
        with self.lock:
            self._db.execute("begin immediate")
            try:
                yield
            except BaseException:
                self._db.execute("rollback")
                raise
            self._db.execute("commit")

    def run(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of one SQL statement."""
        with self.lock:
            return self._db.execute(statement, values).fetchall()

    def add(
        self, thing: Resource, *, owner: str | None = None, hidden: Resource | None = None
    ) -> Resource:
        """Remember a new object."""
        self.run(
            "insert into objects (id, kind, owner, body, hidden) values (?, ?, ?, ?, ?)",
            thing["id"], thing["object"], owner, json.dumps(thing), json.dumps(hidden or {}),
        )  # fmt: skip
        return thing

    def save(self, thing: Resource) -> Resource:
        """Remember what an object has become, and whose it now is."""
        self.run(
            "update objects set body = ?, owner = ? where id = ?",
            json.dumps(thing), thing.get("customer"), thing["id"],
        )  # fmt: skip
        return thing

    def find(self, id_: str) -> Resource | None:
        """The object of any kind with this id, or None."""
        rows = self.run("select body from objects where id = ?", id_)
        return dict(json.loads(rows[0][0])) if rows else None

    def get(self, kind: str, id_: str, param: str = "id") -> Resource:
        """The object of this kind. Raises ApiError (resource_missing) naming `param`."""
        found = self.find(id_)
        if not found or found["object"] != kind:
            raise missing(kind, id_, param)
        return found

    def forget(self, id_: str) -> None:
        """Remove an object for good."""
        self.run("delete from objects where id = ?", id_)

    def hidden(self, id_: str) -> Resource:
        """What is known of an object and never answered."""
        rows = self.run("select hidden from objects where id = ?", id_)
        return dict(json.loads(rows[0][0])) if rows else {}

    def hide(self, id_: str, **known: Any) -> None:
        """Add to what is known of an object and never answered."""
        self.run(
            "update objects set hidden = ? where id = ?",
            json.dumps(self.hidden(id_) | known), id_,
        )  # fmt: skip

    def all(self, kind: str, owner: str | None = None) -> Iterator[Resource]:
        """Every object of a kind, newest first."""
        yield from (found for found in self._window(kind, owner, None, None))

    def page(
        self,
        kind: str,
        params: Resource,
        *,
        url: str,
        owner: str | None = None,
        fits: Callable[[Resource], bool] = ANYTHING,
    ) -> Resource:
        """One page of a list, newest first, as Stripe pages: by cursor, at most 100."""
        limit = int(params.get("limit", 10))
        if not 1 <= limit <= LONGEST_PAGE:
            raise invalid(
                f"Invalid integer: {limit}", code="parameter_invalid_integer", param="limit"
            )
        after, before = self._place(params, "starting_after"), self._place(params, "ending_before")
        found: list[Resource] = []
        for each in self._window(kind, owner, after, before):
            if fits(each) and _made_within(each, params.get("created")):
                found.append(each)
            if len(found) > limit:
                break
        page = found[:limit] if before is None else found[:limit][::-1]
        return {"object": "list", "url": url, "has_more": len(found) > limit, "data": page}

    def _window(
        self, kind: str, owner: str | None, after: int | None, before: int | None
    ) -> Iterator[Resource]:
        order = "desc" if before is None else "asc"
        rows = self.run(
            "select body from objects where kind = ? and (? is null or owner = ?)"  # noqa: S608
            " and (? is null or n < ?) and (? is null or n > ?) order by n " + order,
            kind, owner, owner, after, after, before, before,
        )  # fmt: skip
        return (json.loads(body) for (body,) in rows)

    def _place(self, params: Resource, cursor: str) -> int | None:
        if cursor not in params:
            return None
        rows = self.run("select n from objects where id = ?", params[cursor])
        if not rows:
            raise missing("object", params[cursor], cursor)
        return int(rows[0][0])


def _made_within(thing: Resource, bounds: Any) -> bool:
    """Whether `created` is inside `created[gte]=…` and its like, or is exactly that second."""
    made = thing["created"]
    if bounds is None:
        return True
    if isinstance(bounds, str):
        return bool(made == int(bounds))
    passes = {
        "gt": lambda limit: made > limit,
        "gte": lambda limit: made >= limit,
        "lt": lambda limit: made < limit,
        "lte": lambda limit: made <= limit,
    }
    return all(passes[name](int(limit)) for name, limit in bounds.items())
