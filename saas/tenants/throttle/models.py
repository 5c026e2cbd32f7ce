"""Tries that were made, counted where every process sees them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base


class Tries(Base):
    """How often something was tried, by one mark of those who try (its SHA-256)."""

    __tablename__ = "tries"

    guarded: Mapped[str] = mapped_column(primary_key=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    tries: Mapped[int]
    tried_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]
