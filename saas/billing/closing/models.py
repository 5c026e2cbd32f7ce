"""Closed accounts: when, by whom, and when they were opened again."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.ledger.models import LedgerPosting
from saas.billing.ledger.rules import Account
from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.agreement.models import AgreementTerm
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


class Closure(TenantOwned, Base):
    """That a company closed its account. It is closed while the row says of no reopening.

    Nobody and nothing is deleted: its people, its number and its invoices stay where they are.
    """

    __tablename__ = "closures"
    __table_args__ = (
        refers_to("closed_by_id", "people"),
        Index(
            "one_open_closure_per_company",
            "tenant_id",
            unique=True,
            postgresql_where=text("reopened_at is null"),
        ),
        CheckConstraint(
            "(reopened_at is null) = (reopened_by_name is null)", name="a_reopening_says_by_whom"
        ),
    )

    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int]
    closed_by_name: Mapped[str]
    reopens_until: Mapped[date]
    reason: Mapped[str] = mapped_column(server_default="")
    reopened_at: Mapped[datetime | None]
    reopened_by_name: Mapped[str | None]

    @classmethod
    def in_force(cls) -> Closure | None:
        """The closure of the company in scope; None while its account is open."""
        return db.session.scalar(select(cls).where(cls.reopened_at.is_(None)))


def has_plan_from(day: date) -> bool:
    """Whether the company in scope has agreed to a plan on `day` or later."""
    agreed = select(AgreementTerm.id).where(
        AgreementTerm.until.is_(None) | (AgreementTerm.until > day)
    )
    return db.session.scalar(agreed.limit(1)) is not None


def has_unpaid_invoices() -> bool:
    """Whether anything is open on an invoice of the company in scope."""
    unpaid = (
        select(LedgerPosting.invoice_id)
        .where(LedgerPosting.account == Account.RECEIVABLE)
        .group_by(LedgerPosting.invoice_id)
        .having(func.sum(LedgerPosting.amount_minor) > 0)
    )
    return db.session.scalar(unpaid.limit(1)) is not None


def closed_companies() -> list[tuple[Tenant, Closure]]:
    """Every company whose account is closed, the latest first."""
    with all_tenants(because="staff open a closed account again when its owners cannot"):
        rows = db.session.execute(
            select(Tenant, Closure)
            .join(Closure, Closure.tenant_id == Tenant.id)
            .where(Closure.reopened_at.is_(None))
            .order_by(Closure.closed_at.desc())
        ).all()
    return [(row[0], row[1]) for row in rows]
