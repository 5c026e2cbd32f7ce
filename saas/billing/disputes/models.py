"""Disputes of invoices and how each ended. Both are added, never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ColumnElement, Index, UniqueConstraint, and_, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.disputes.rules import DisputeOutcome
from saas.billing.invoices.models import Invoice
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.money import Money


class Dispute(Known, TenantOwned, Base):
    """That somebody says of an invoice, or of its line in position `line`, that it is wrong.

    It is open until it is decided. `amount_minor` is with VAT. `nth` counts the disputes of the
    invoice: two that begin at once have the same number, and one of them loses. A trigger holds
    the amount on the open claim, where everybody looks who asks what may be asked for.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        refers_to("raised_by_id", "people"),
        UniqueConstraint(
            "tenant_id", "invoice_id", "nth", name="one_dispute_of_an_invoice_is_open"
        ),
        CheckConstraint("amount_minor > 0", name="something_is_disputed"),
        CheckConstraint("line > 0", name="disputed_lines_are_counted_from_one"),
        CheckConstraint("length(reason) > 0", name="a_dispute_has_a_reason"),
    )
    prefix = "dis"

    invoice_id: Mapped[int]
    nth: Mapped[int]
    line: Mapped[int | None]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reason: Mapped[str]
    raised_at: Mapped[datetime]
    raised_by_id: Mapped[int]
    raised_by_name: Mapped[str]

    @property
    def amount(self) -> Money:
        """How much of the invoice is disputed, with VAT."""
        return Money(self.amount_minor, self.currency)


class DisputeDecision(TenantOwned, Base):
    """How a dispute ended: upheld by a credit note, declined, or withdrawn by the customer.

    `due_on` is the day to pay by from then on, where it is a later one than `instead_of`: a
    trigger writes it into the open claim and lets go of what was held.
    """

    __tablename__ = "dispute_decisions"
    __table_args__ = (
        refers_to("dispute_id", "disputes", name="a_decision_is_on_a_dispute"),
        refers_to("invoice_id", "invoices"),
        refers_to("credit_note_id", "invoices"),
        UniqueConstraint("tenant_id", "dispute_id", name="a_dispute_is_decided_once"),
        CheckConstraint(
            "(outcome = 'upheld') = (credit_note_id is not null)", name="who_is_right_is_credited"
        ),
        CheckConstraint(
            "due_on is null or (outcome = 'declined' and due_on > instead_of)",
            name="a_day_is_moved_by_declining_and_only_later",
        ),
        CheckConstraint(
            "outcome = 'withdrawn' or length(says) > 0", name="a_dispute_is_decided_with_a_reason"
        ),
        Index(
            "days_after_a_dispute",
            "tenant_id",
            "invoice_id",
            "due_on",
            postgresql_where=text("due_on is not null"),
        ),
    )

    dispute_id: Mapped[int]
    invoice_id: Mapped[int]
    outcome: Mapped[DisputeOutcome] = mapped_column(one_of(DisputeOutcome))
    says: Mapped[str]
    credit_note_id: Mapped[int | None]
    due_on: Mapped[date | None]
    instead_of: Mapped[date]
    decided_at: Mapped[datetime]
    decided_by_account_id: Mapped[int]
    decided_by_name: Mapped[str]


@dataclass(frozen=True, slots=True)
class Disputed:
    """A dispute, its decision when there is one, and the number of what was credited."""

    dispute: Dispute
    decision: DisputeDecision | None
    credit_note: str | None

    @property
    def is_open(self) -> bool:
        """Whether nobody has decided, and it has not been withdrawn."""
        return self.decision is None


DECIDED: Final[ColumnElement[bool]] = and_(
    DisputeDecision.tenant_id == Dispute.tenant_id, DisputeDecision.dispute_id == Dispute.id
)
NOTE: Final = Invoice.__table__.alias("credit_notes")
CREDITED: Final[ColumnElement[bool]] = and_(
    NOTE.c.tenant_id == DisputeDecision.tenant_id, NOTE.c.id == DisputeDecision.credit_note_id
)


def disputes_of(invoice: Invoice) -> list[Disputed]:
    """Every dispute of an invoice of the company in scope, oldest first. One question."""
    rows = (
        select(Dispute, DisputeDecision, NOTE.c.number)
        .outerjoin(DisputeDecision, DECIDED)
        .outerjoin(NOTE, CREDITED)
        .where(Dispute.invoice_id == invoice.id)
        .order_by(Dispute.nth)
    )
    return [Disputed(*row) for row in db.session.execute(rows)]


def is_decided(dispute: Dispute) -> bool:
    """Whether a dispute of the company in scope has ended."""
    ended = select(DisputeDecision.id).where(DisputeDecision.dispute_id == dispute.id)
    return db.session.scalar(ended) is not None


def credited_since(dispute: Dispute) -> Invoice | None:
    """The latest credit note of the disputed invoice that was issued since the dispute began."""
    notes = select(Invoice).where(
        Invoice.credits_id == dispute.invoice_id, Invoice.issued_at >= dispute.raised_at
    )
    return db.session.scalar(notes.order_by(Invoice.id.desc()).limit(1))
