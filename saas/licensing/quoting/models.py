"""Quotes our staff are writing. The operator's own: a customer sees nothing until it is sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


class QuoteDraft(Known, TenantOwned, Base):
    """What our staff mean to offer a customer, as it was typed; it can be changed until sent.

    `number` is the quote it is a new version of, if it is one, and `asked` the public id of the
    question it answers. It is open while it is neither sent nor thrown away.
    """

    __tablename__ = "quote_drafts"
    __table_args__ = (
        refers_to("drafted_by_id", "people"),
        CheckConstraint(
            "num_nonnulls(sent_at, discarded_at) < 2", name="a_draft_is_sent_or_thrown_away"
        ),
    )
    prefix = "qdr"

    customer_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("tenants.id"))
    number: Mapped[str | None]
    asked: Mapped[str | None]
    contents: Mapped[dict[str, Any]]
    drafted_by_id: Mapped[int]
    drafted_by_name: Mapped[str]
    changed_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    discarded_at: Mapped[datetime | None]

    customer: Mapped[Tenant] = relationship(
        viewonly=True, primaryjoin="foreign(QuoteDraft.customer_id) == Tenant.id"
    )

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed and sent."""
        return self.sent_at is None and self.discarded_at is None

    @classmethod
    def open_ones(cls) -> Sequence[QuoteDraft]:
        """Those being written, the one changed last on top."""
        being_written = select(cls).where(cls.sent_at.is_(None), cls.discarded_at.is_(None))
        return db.session.scalars(being_written.order_by(cls.changed_at.desc(), cls.id)).all()


def draft_known_as(public_id: str) -> QuoteDraft:
    """A draft of ours, read together with the company it is for. Raises NotFound."""
    draft = QuoteDraft.known_as(public_id)
    with all_tenants(because="our staff see which company a quote is for"):
        draft.customer  # noqa: B018 - reads it past the wall, and keeps it
    return draft
