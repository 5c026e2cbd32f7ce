"""Logins: an e-mail address and a password, whatever companies they act for."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global


class Account(Global, Base):
    """A login. `email` is lower case; `password_hash` is argon2id in its own notation."""

    __tablename__ = "accounts"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_is_lower_case"),)

    email: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    password_hash: Mapped[str | None]
    language: Mapped[str] = mapped_column(server_default="sv")
    created_at: Mapped[datetime]
