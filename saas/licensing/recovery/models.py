"""Owners proposed from outside: on which proof, by whom, and approved by whom else."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.licensing.recovery.rules import Proof
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant
from saas.tenants.people.models import Person

OPEN: Final = "approved_at is null and ended_at is null"


class OwnerProposal(Known, TenantOwned, Base):
    """That our staff wants to make somebody an owner, because nobody there can act any more.

    Two of our staff are needed, and the company's people can object before. Staff are people
    of another company, so who proposed and who approved are accounts and the names they bore.
    """

    __tablename__ = "owner_proposals"
    __table_args__ = (
        refers_to("replaces_id", "people"),
        refers_to("person_id", "people"),
        Index(
            "one_open_proposal_per_company", "tenant_id", unique=True, postgresql_where=text(OPEN)
        ),
        CheckConstraint(
            "approved_by_account_id <> proposed_by_account_id", name="four_eyes_are_two_peoples"
        ),
        CheckConstraint(
            "num_nonnulls(approved_at, approved_by_account_id, approved_by_name, person_id) "
            "in (0, 4)",
            name="an_approval_says_when_by_whom_and_for_whom",
        ),
        CheckConstraint(
            "num_nonnulls(approved_at, ended_at) <= 1", name="approved_or_ended_not_both"
        ),
        CheckConstraint("(ended_at is null) = (ended_by_name is null)", name="an_end_says_by_whom"),
    )
    prefix = "own"

    name: Mapped[str]
    email: Mapped[str]
    proof_kind: Mapped[Proof] = mapped_column(one_of(Proof))
    proof: Mapped[str]
    replaces_id: Mapped[int | None]
    approve_from: Mapped[date]
    proposed_by_account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    approved_by_account_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("accounts.id")
    )
    approved_by_name: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    person_id: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str | None]

    replaces: Mapped[Person | None] = relationship(
        viewonly=True, foreign_keys="(OwnerProposal.tenant_id, OwnerProposal.replaces_id)"
    )

    @property
    def is_open(self) -> bool:
        """Whether it waits to be approved."""
        return self.approved_at is None and self.ended_at is None

    @classmethod
    def waiting(cls) -> OwnerProposal | None:
        """The open one of the company in scope."""
        return db.session.scalar(select(cls).where(text(OPEN)))


def proposals(*, limit: int) -> list[tuple[Tenant, OwnerProposal]]:
    """Every company's, the open ones first, then the latest."""
    asked = (
        select(Tenant, OwnerProposal)
        .join(OwnerProposal, OwnerProposal.tenant_id == Tenant.id)
        .order_by(text(f"({OPEN}) desc"), OwnerProposal.proposed_at.desc())
        .limit(limit)
    )
    with all_tenants(because="staff give companies nobody can act for an owner again"):
        return [(row[0], row[1]) for row in db.session.execute(asked)]
