"""Logins: an e-mail address and a password, whatever companies they act for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global, db


class Account(Global, Base):
    """A login. `email` is lower case; `password_hash` is argon2id in its own notation.

    A link to choose a new password that was made before `password_changed_at` is dead.
    """

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default="sv")
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]

    @classmethod
    def with_email(cls, email: str) -> Account | None:
        """The login with this address, which is in lower case."""
        return db.session.scalar(select(cls).where(cls.email == email))
