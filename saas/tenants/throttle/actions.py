"""Taking a try, before it is known whether it succeeds.

Each try is counted in a short transaction of its own, before the password is looked at: so it
counts although the request is refused and undone, and a thousand tries at once are a thousand.
When the count cannot be made, nobody gets in (promises.md R8).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from saas.db import db, sweep
from saas.tenants.throttle.models import Tries
from saas.tenants.throttle.rules import (
    FORGOTTEN_AFTER,
    FREE_TRIES,
    Guarded,
    too_many,
    wait_after,
)


def take_a_try(marks: Mapping[Guarded, str], *, now: datetime) -> None:
    """Count one try under each of `marks`. Raises TooManyTries for one who has to wait.

    `marks` says by what each guarded thing is counted: an address of mail or of the network.
    """
    with db.engine.begin() as connection:
        for guarded, mark in sorted(marks.items()):
            tries, blocked_until = connection.execute(_counted(guarded, mark, now)).one()
            if blocked_until > now:
                raise too_many(blocked_until, now)
            wait = wait_after(tries, free=FREE_TRIES[guarded])
            connection.execute(
                Tries.__table__.update()  # type: ignore[attr-defined]
                .where(Tries.guarded == guarded.value, Tries.mark == _kept(mark))
                .values(blocked_until=now + wait)
            )


def forget_tries(marks: Mapping[Guarded, str]) -> None:
    """Forget the tries of one who has succeeded."""
    with db.engine.begin() as connection:
        for guarded, mark in sorted(marks.items()):
            connection.execute(
                delete(Tries).where(Tries.guarded == guarded.value, Tries.mark == _kept(mark))
            )


def delete_old_tries(now: datetime) -> None:
    """Forget what no longer counts."""
    sweep(Tries, Tries.tried_at < now - FORGOTTEN_AFTER)


def _counted(guarded: Guarded, mark: str, now: datetime) -> ReturningInsert[int, datetime]:
    """One more try, starting anew after an hour of quiet; one still blocked is not counted."""
    fresh = Tries.tried_at < now - FORGOTTEN_AFTER
    blocked = Tries.blocked_until > now
    first = insert(Tries).values(
        guarded=guarded.value, mark=_kept(mark), tries=1, tried_at=now, blocked_until=now
    )
    return first.on_conflict_do_update(
        index_elements=[Tries.guarded, Tries.mark],
        set_={
            "tries": case((fresh, 1), (blocked, Tries.tries), else_=Tries.tries + 1),
            "tried_at": case((blocked, Tries.tried_at), else_=now),
            "blocked_until": Tries.blocked_until,
        },
    ).returning(Tries.tries, Tries.blocked_until)


def _kept(mark: str) -> bytes:
    return hashlib.sha256(mark.encode()).digest()
