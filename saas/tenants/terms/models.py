"""Who accepted which edition of the terms, when, and from where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped

from saas.db import Base, TenantOwned, db, refers_to


class TermsAcceptance(TenantOwned, Base):
    """That a person accepted an edition for their company. Never edited; evidence."""

    __tablename__ = "terms_acceptances"
    __table_args__ = (
        refers_to("person_id", "people"),
        UniqueConstraint(
            "tenant_id", "person_id", "edition", name="one_acceptance_per_person_and_edition"
        ),
    )

    person_id: Mapped[int]
    edition: Mapped[str]
    accepted_at: Mapped[datetime]
    address: Mapped[str]

    @classmethod
    def of(cls, person_id: int, edition: str) -> TermsAcceptance | None:
        """The acceptance of an edition by a person of the company in scope."""
        return db.session.scalar(
            select(cls).where(cls.person_id == person_id, cls.edition == edition)
        )
