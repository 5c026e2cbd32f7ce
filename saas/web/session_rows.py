"""Sessions as rows: only the SHA-256 of a token is known, and a row ends at once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from flask import request
from sqlalchemy import (
    ForeignKey,
    LargeBinary,
    Text,
    bindparam,
    cast,
    delete,
    func,
    select,
    true,
    update,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import clock_time
from saas.db import Base, Global, db, sweep

LIFETIME: Final = timedelta(days=14)
"""How long a session lives that nobody uses."""
LONGEST: Final = timedelta(days=90)
"""How long it lives however much it is used; then one logs in anew (ASVS V7.3.2)."""


class StoredSession(Global, Base):
    """A browser or an API client we know, and for whom it acts."""

    __tablename__ = "sessions"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    acting_for: Mapped[int | None] = mapped_column(ForeignKey("tenants.id"))
    data: Mapped[dict[str, Any]]
    agent: Mapped[str]
    address: Mapped[str]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


def end_all_of(account_id: int, *, but: int | None = None) -> None:
    """End every session of an account, save the one with row id `but`."""
    theirs = delete(StoredSession).where(StoredSession.account_id == account_id)
    db.session.execute(theirs.where(StoredSession.id != but) if but is not None else theirs)


def delete_expired() -> None:
    """Forget sessions nobody used for their lifetime."""
    sweep(StoredSession, StoredSession.expires_at < clock_time())


def read(token: str) -> Any:
    """The live session with this token, or None; tells the wall whose turn it is as it goes."""
    live = {"hash": _hash(token), "now": clock_time()}
    return db.session.connection().execute(_LIVE, live).one_or_none()


def write_new(data: dict[str, Any], account_id: int | None, acting_for: int | None) -> str:
    """Begin a session and return its token: the only time anybody sees it."""
    token = secrets.token_urlsafe(32)
    now = clock_time()
    db.session.execute(
        insert(StoredSession).values(
            token_hash=_hash(token),
            account_id=account_id,
            acting_for=acting_for,
            data=data,
            agent=(request.user_agent.string or "")[:200],
            address=request.remote_addr or "",
            created_at=now,
            seen_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


def write_again(token: str, data: dict[str, Any]) -> None:
    """Write down what a session now holds, and that it is in use: it lives on, up to a limit."""
    now = clock_time()
    longest = StoredSession.created_at + LONGEST
    db.session.execute(
        update(StoredSession)
        .where(StoredSession.token_hash == _hash(token))
        .values(data=data, seen_at=now, expires_at=func.least(now + LIFETIME, longest))
    )


def end(row_id: int) -> None:
    """End one session."""
    db.session.execute(delete(StoredSession).where(StoredSession.id == row_id))


_ROW: Final = StoredSession.__table__.c
_LIVE: Final = select(
    _ROW.id,
    _ROW.account_id,
    _ROW.acting_for,
    _ROW.data,
    _ROW.seen_at,
    func.set_config("app.tenant_id", func.coalesce(cast(_ROW.acting_for, Text), ""), true()),
).where(_ROW.token_hash == bindparam("hash"), _ROW.expires_at > bindparam("now"))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
