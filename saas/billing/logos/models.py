"""Logos, each kept once for as long as a document refers to it: for ever."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sqlalchemy import CheckConstraint, LargeBinary, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.logos.rules import LogoFile, LogoKind
from saas.db import Base, Global, db, one_of
from saas.errors import NotFound


class Logo(Global, Base):
    """A file under its hash. Never edited: documents that name it stay as they were."""

    __tablename__ = "logos"
    __table_args__ = (
        CheckConstraint(
            "sha256 = encode(sha256(content), 'hex')", name="a_logo_is_named_by_its_hash"
        ),
    )

    sha256: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[LogoKind] = mapped_column(one_of(LogoKind))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


def keep(file: LogoFile, *, now: datetime) -> str:
    """Keep a logo, once however often it is sent; its hash."""
    db.session.execute(
        insert(Logo)
        .values(sha256=file.sha256, kind=file.kind, content=file.content, added_at=now)
        .on_conflict_do_nothing(index_elements=["sha256"])
    )
    return file.sha256


@lru_cache(maxsize=32)
def logo_called(sha256: str) -> LogoFile:
    """The logo with this hash, read once: it never changes. Raises NotFound."""
    found = db.session.execute(
        select(Logo.kind, Logo.content).where(Logo.sha256 == sha256)
    ).one_or_none()
    if found is None:
        raise NotFound
    return LogoFile(LogoKind(found.kind), found.content)
