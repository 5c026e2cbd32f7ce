"""What was handed over to the agency, who wanted it back and what was decided: only added to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.collection.rules import RecallOutcome
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.rules import Agency
from saas.db import Base, TenantOwned, db, one_of, refers_to
from saas.money import Money


class CollectionHandover(TenantOwned, Base):
    """That an invoice was handed over, to whom, with what open, and why.

    The agency is kept as it was named then. `nth` counts the hand-overs of the invoice: two at
    once have the same number, and one of them loses. A trigger notes it on the open claim.
    """

    __tablename__ = "collection_handovers"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        UniqueConstraint("tenant_id", "invoice_id", "nth", name="an_invoice_is_handed_over_once"),
        CheckConstraint("amount_minor > 0", name="something_is_handed_over"),
        CheckConstraint("length(reason) > 0", name="a_handover_has_a_reason"),
    )

    invoice_id: Mapped[int]
    nth: Mapped[int]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reason: Mapped[str]
    agency_name: Mapped[str]
    agency_phone: Mapped[str]
    agency_address: Mapped[str]
    agency_url: Mapped[str]
    handed_at: Mapped[datetime]
    handed_by_account_id: Mapped[int]
    handed_by_name: Mapped[str]

    @property
    def amount(self) -> Money:
        """What was open then."""
        return Money(self.amount_minor, self.currency)

    @property
    def agency(self) -> Agency:
        """Who collects it."""
        return Agency(self.agency_name, self.agency_phone, self.agency_address, self.agency_url)


class RecallRequest(TenantOwned, Base):
    """That the customer asked to have a hand-over taken back, and why."""

    __tablename__ = "recall_requests"
    __table_args__ = (
        refers_to(
            "handover_id", "collection_handovers", name="a_request_to_recall_is_of_a_handover"
        ),
        refers_to("asked_by_id", "people"),
        UniqueConstraint("tenant_id", "handover_id", "nth", name="one_request_to_recall_waits"),
        CheckConstraint("length(reason) > 0", name="a_recall_is_asked_for_with_a_reason"),
    )

    handover_id: Mapped[int]
    nth: Mapped[int]
    reason: Mapped[str]
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int]
    asked_by_name: Mapped[str]


class RecallDecision(TenantOwned, Base):
    """Whether a hand-over was taken back, by whom and why; with or without being asked to."""

    __tablename__ = "recall_decisions"
    __table_args__ = (
        refers_to("handover_id", "collection_handovers", name="a_recall_is_decided_of_a_handover"),
        refers_to("request_id", "recall_requests", name="a_recall_is_decided_on_a_request"),
        UniqueConstraint("tenant_id", "request_id", name="a_request_to_recall_is_decided_once"),
        Index(
            "a_handover_is_taken_back_once",
            "tenant_id",
            "handover_id",
            unique=True,
            postgresql_where=text("outcome = 'recalled'"),
        ),
        CheckConstraint(
            "outcome = 'recalled' or request_id is not null", name="nothing_is_upheld_unasked"
        ),
        CheckConstraint("length(says) > 0", name="a_recall_is_decided_with_a_reason"),
    )

    handover_id: Mapped[int]
    request_id: Mapped[int | None]
    outcome: Mapped[RecallOutcome] = mapped_column(one_of(RecallOutcome))
    says: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by_account_id: Mapped[int]
    decided_by_name: Mapped[str]


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over with everything that was said about it since, oldest first."""

    handover: CollectionHandover
    requests: Sequence[RecallRequest]
    decisions: Sequence[RecallDecision]

    @property
    def waiting(self) -> RecallRequest | None:
        """The request nobody has answered; None where there is none."""
        answered = {each.request_id for each in self.decisions}
        return next((each for each in self.requests if each.id not in answered), None)

    @property
    def recalled(self) -> bool:
        """Whether it has been taken back."""
        return any(each.outcome is RecallOutcome.RECALLED for each in self.decisions)


def handed_over(invoice: Invoice) -> list[Handed]:
    """Every hand-over of an invoice of the company in scope, oldest first.

    One question where there is none, three where there is.
    """
    of_it = select(CollectionHandover).where(CollectionHandover.invoice_id == invoice.id)
    handovers = db.session.scalars(of_it.order_by(CollectionHandover.nth)).all()
    if not handovers:
        return []
    ids = [each.id for each in handovers]
    asked = select(RecallRequest).where(RecallRequest.handover_id.in_(ids))
    requests = db.session.scalars(asked.order_by(RecallRequest.id)).all()
    ruled = select(RecallDecision).where(RecallDecision.handover_id.in_(ids))
    decisions = db.session.scalars(ruled.order_by(RecallDecision.id)).all()
    return [
        Handed(
            each,
            [request for request in requests if request.handover_id == each.id],
            [decision for decision in decisions if decision.handover_id == each.id],
        )
        for each in handovers
    ]


def latest_agency(invoice: Invoice) -> Agency | None:
    """Who was the last to be handed an invoice of the company in scope; None for nobody."""
    of_it = select(CollectionHandover).where(CollectionHandover.invoice_id == invoice.id)
    latest = db.session.scalar(of_it.order_by(CollectionHandover.nth.desc()).limit(1))
    return latest.agency if latest else None
