"""Which tax the companies we know are charged, and what the authorities say of their numbers."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Index, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, TenantOwned, db, one_of
from saas.licensing.vat.rules import (
    ProofAnswer,
    Rate,
    VatDecision,
    needs_proof,
    vat_decision,
)
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant


class VatProof(TenantOwned, Base):
    """What the authorities answered when they were asked about a number, and their reference.

    Added, never changed. The latest answer about a number is what holds; one that never came
    changes nothing.
    """

    __tablename__ = "vat_proofs"
    __table_args__ = (Index("proofs_of_a_number", "tenant_id", "number", "id"),)

    number: Mapped[str]
    asked_at: Mapped[datetime]
    answer: Mapped[ProofAnswer] = mapped_column(one_of(ProofAnswer))
    reference: Mapped[str]
    registered_name: Mapped[str]

    @classmethod
    def latest(cls, number: str) -> VatProof | None:
        """The last time anybody was asked about a number of the company in scope."""
        asked = select(cls).where(cls.number == number).order_by(cls.id.desc()).limit(1)
        return db.session.scalar(asked)

    @classmethod
    def holding(cls, number: str) -> VatProof | None:
        """The last answer about a number of the company in scope that was one."""
        answered = cls.answer != ProofAnswer.UNANSWERED
        asked = select(cls).where(cls.number == number, answered).order_by(cls.id.desc())
        return db.session.scalar(asked.limit(1))


def vat_of(company: Tenant, *, on: date, rate: Rate = Rate.STANDARD) -> VatDecision:
    """The tax on what `company` buys `on` a day, with its reason.

    A VAT number we were told is not one the authorities have confirmed: until they have, a
    company in another EU country is charged and told why.
    """
    proven = needs_proof(company.country) and _is_proven(company)
    return vat_decision(country=company.country, vat_number_proven=proven, on=on, rate=rate)


def _is_proven(company: Tenant) -> bool:
    with tenant_scope(company.id):
        proof = VatProof.holding(company.vat_number) if company.vat_number else None
    return proof is not None and proof.answer is ProofAnswer.VALID
