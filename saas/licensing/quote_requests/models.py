"""Questions for a quote, and what became of each."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.orm import Mapped, relationship

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.tenants.company.models import Tenant


class QuoteRequest(Known, TenantOwned, Base):
    """That a company asks for a quote: for how many people, for what, from when.

    It waits while it is neither answered by a quote nor taken back; a company has one waiting.
    """

    __tablename__ = "quote_requests"
    __table_args__ = (
        refers_to("asked_by_id", "people"),
        Index(
            "one_waiting_quote_request_per_company",
            "tenant_id",
            unique=True,
            postgresql_where=text("answered_at is null and withdrawn_at is null"),
        ),
        CheckConstraint("people > 0", name="a_quote_is_for_somebody"),
        CheckConstraint(
            "num_nonnulls(answered_at, withdrawn_at) < 2", name="answered_or_taken_back_never_both"
        ),
    )
    prefix = "qrq"

    people: Mapped[int]
    needs: Mapped[str]
    wished_start: Mapped[date | None]
    asked_by_id: Mapped[int]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    company: Mapped[Tenant] = relationship(
        viewonly=True, primaryjoin="foreign(QuoteRequest.tenant_id) == Tenant.id"
    )

    @property
    def is_waiting(self) -> bool:
        """Whether we owe an answer."""
        return self.answered_at is None and self.withdrawn_at is None

    @classmethod
    def waiting_here(cls) -> QuoteRequest | None:
        """The one of the company in scope that waits."""
        return db.session.scalar(
            select(cls).where(cls.answered_at.is_(None), cls.withdrawn_at.is_(None))
        )


def waiting() -> list[QuoteRequest]:
    """Those that wait for our staff, the first asked on top; read within `all_tenants`."""
    open_ones = select(QuoteRequest).where(
        QuoteRequest.answered_at.is_(None), QuoteRequest.withdrawn_at.is_(None)
    )
    return list(db.session.scalars(open_ones.order_by(QuoteRequest.asked_at, QuoteRequest.id)))
