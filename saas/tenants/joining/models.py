"""Requests to be let in to a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, Select, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.tenants.company.models import Tenant
from saas.tenants.joining.rules import JoinOutcome


class JoinRequest(Known, TenantOwned, Base):
    """That somebody asks to act for the company; answered when it has an outcome.

    The address is proved: the request came by a link mailed to it. `vouched_at` is when our
    staff had checked that they are entitled to act for the company.
    """

    __tablename__ = "join_requests"
    __table_args__ = (
        refers_to("answered_by_id", "people"),
        Index(
            "one_open_join_request_per_address",
            "tenant_id",
            "email",
            unique=True,
            postgresql_where=text("outcome is null"),
        ),
        CheckConstraint(
            "(outcome is null) = (answered_at is null)", name="an_answer_has_an_outcome"
        ),
    )
    prefix = "join"

    name: Mapped[str]
    email: Mapped[str]
    language: Mapped[str]
    message: Mapped[str] = mapped_column(server_default="")
    asked_at: Mapped[datetime]
    answer_by: Mapped[date] = mapped_column(index=True)
    vouched_at: Mapped[datetime | None]
    outcome: Mapped[JoinOutcome | None] = mapped_column(one_of(JoinOutcome))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None]

    @classmethod
    def waiting(cls) -> Sequence[JoinRequest]:
        """Those the company has not answered, earliest first."""
        return db.session.scalars(
            select(cls).where(cls.outcome.is_(None)).order_by(cls.asked_at, cls.id)
        ).all()

    @classmethod
    def of(cls, email: str) -> JoinRequest | None:
        """The open request of this address."""
        return db.session.scalar(select(cls).where(cls.email == email, cls.outcome.is_(None)))

    @classmethod
    def late(cls, today: date) -> Select[str, str, JoinRequest]:
        """Across companies: the name and customer number of each, and what it leaves unanswered."""
        return (
            select(Tenant.name, Tenant.customer_number, cls)
            .join(Tenant, Tenant.id == cls.tenant_id)
            .where(cls.outcome.is_(None), cls.answer_by < today)
            .order_by(cls.answer_by, cls.id)
        )
