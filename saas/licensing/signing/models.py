"""Our signing keys: the public halves for everyone, the private ones locked away."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from sqlalchemy import select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global, db


class SigningKey(Global, Base):
    """An Ed25519 key: the newest signs, and each stays published unless it is withdrawn.

    `public` is base64url as RFC 8037 writes it, `sealed` the private half, encrypted with a key
    that is derived from SECRET_KEY.
    """

    __tablename__ = "signing_keys"

    key_id: Mapped[str] = mapped_column(unique=True)
    public: Mapped[str]
    sealed: Mapped[str]
    made_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @classmethod
    def published(cls) -> list[Self]:
        """Every key whose signatures are good, newest first. The first of them signs."""
        known = select(cls).where(cls.withdrawn_at.is_(None)).order_by(cls.id.desc())
        return list(db.session.scalars(known))

    @classmethod
    def signing(cls) -> Self | None:
        """The key that signs; None before the first was made."""
        known = select(cls).where(cls.withdrawn_at.is_(None)).order_by(cls.id.desc()).limit(1)
        return db.session.scalar(known)
