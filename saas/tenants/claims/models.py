"""Claims to numbers that another has, and what our staff decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.tenants.claims.rules import Occupant, Outcome, Wish
from saas.tenants.people.models import Person
from saas.tenants.registration.models import Registration


class Claim(Known, TenantOwned, Base):
    """What somebody with an unfinished registration asks us to decide. The operator's own."""

    __tablename__ = "claims"
    __table_args__ = (
        refers_to("registration_id", "registrations"),
        refers_to("decided_by_id", "people"),
        Index(
            "one_open_claim_per_registration",
            "tenant_id",
            "registration_id",
            unique=True,
            postgresql_where=text("outcome is null"),
        ),
        CheckConstraint(
            "(outcome is null) = (decided_at is null)", name="a_decision_has_an_outcome"
        ),
    )
    prefix = "clm"

    registration_id: Mapped[int]
    occupant: Mapped[Occupant] = mapped_column(one_of(Occupant))
    wish: Mapped[Wish] = mapped_column(one_of(Wish))
    proof: Mapped[str]
    made_at: Mapped[datetime]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome))
    reason: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None]

    registration: Mapped[Registration] = relationship(viewonly=True, lazy="joined", innerjoin=True)
    decided_by: Mapped[Person | None] = relationship(viewonly=True)

    @classmethod
    def open_of(cls, registration_id: int) -> Claim | None:
        """The undecided claim that goes with a registration."""
        return db.session.scalar(
            select(cls).where(cls.registration_id == registration_id, cls.outcome.is_(None))
        )

    @classmethod
    def waiting(cls) -> Sequence[Claim]:
        """Those nobody has decided, earliest first."""
        return db.session.scalars(
            select(cls).where(cls.outcome.is_(None)).order_by(cls.made_at, cls.id)
        ).all()

    @classmethod
    def lately_decided(cls, most: int = 50) -> Sequence[Claim]:
        """The latest decisions, newest first."""
        return db.session.scalars(
            select(cls).where(cls.outcome.is_not(None)).order_by(cls.decided_at.desc()).limit(most)
        ).all()
