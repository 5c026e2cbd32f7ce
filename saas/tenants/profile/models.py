"""Where one is logged in."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from saas.db import db
from saas.errors import NotFound
from saas.tenants.profile.rules import browser_in
from saas.web.session_rows import StoredSession


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """One browser or program that is logged in with a login, known by an opaque id."""

    id: str
    agent: str
    address: str
    began_at: datetime
    seen_at: datetime
    is_this: bool

    @property
    def browser(self) -> str:
        """What it is called, as far as it says."""
        return browser_in(self.agent)


def sessions_of(account_id: int, *, this: int | None) -> list[Whereabouts]:
    """Where a login is in use, the latest first; `this` is the session that asks."""
    s = StoredSession
    rows = db.session.execute(
        select(s.token_hash, s.agent, s.address, s.created_at, s.seen_at, s.id)
        .where(s.account_id == account_id)
        .order_by(s.seen_at.desc(), s.id.desc())
    )
    return [Whereabouts(_known_as(row[0]), *row[1:5], is_this=row.id == this) for row in rows]


def end_session_of(account_id: int, known_as: str) -> None:
    """End one of a login's sessions, at once and everywhere. Raises NotFound for another's."""
    s = StoredSession
    kept = db.session.scalars(select(s.token_hash).where(s.account_id == account_id))
    meant = [token_hash for token_hash in kept if _known_as(token_hash) == known_as]
    if not meant:
        raise NotFound
    db.session.execute(delete(s).where(s.token_hash.in_(meant), s.account_id == account_id))


def _known_as(token_hash: bytes) -> str:
    """96 bits of the hash name the session, and are of no use to get in."""
    return "ses_" + urlsafe_b64encode(token_hash[:12]).decode()
