"""Invoices and credit notes, and the questions asked of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    literal_column,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.ledger.models import LedgerPosting
from saas.billing.ledger.rules import Account
from saas.billing.totals.rules import CreditReason, InvoiceKind
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.money import Money

ORDER_REFERENCE: Final[ColumnElement[str]] = literal_column(
    "invoices.snapshot ->> 'order_reference'"
)
"""The purchase order an invoice names; written out, so that the partial index answers."""


class Invoice(Known, TenantOwned, Base):
    """A claim on a company, or a credit note. Issued with its number, never changed after.

    The snapshot is the document; the columns beside it are what is searched and counted.
    Amounts are in minor units and negative on a credit note. `step` counts the invoices of an
    agreement: two computed from the same past cannot both be issued; one without agreement is
    written by hand, by `made_by_name`. `replaces_id` is the invoice that a correction replaces.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("credits_id", "invoices"),
        refers_to("replaces_id", "invoices"),
        UniqueConstraint("tenant_id", "seller_id", "number", name="one_invoice_per_number"),
        UniqueConstraint(
            "tenant_id",
            "agreement_id",
            "step",
            name="each_invoice_of_an_agreement_builds_on_the_one_before",
        ),
        CheckConstraint(
            "total_minor = net_minor + vat_minor + rounding_minor",
            name="net_vat_and_rounding_are_the_total",
        ),
        CheckConstraint(
            "(kind = 'credit_note') = (total_minor < 0)", name="only_credit_notes_are_negative"
        ),
        CheckConstraint("due_on >= issued_on", name="an_invoice_is_due_after_it_is_issued"),
        CheckConstraint(
            "(agreement_id is null) = (step is null)", name="a_step_is_that_of_an_agreement"
        ),
        Index("invoices_by_reference", "tenant_id", "ocr"),
        Index(
            "invoices_by_day",
            "tenant_id",
            "issued_on",
            "id",
            postgresql_include=["total_minor", "kind", "currency"],
        ),
        Index(
            "credit_notes_by_day",
            "tenant_id",
            "issued_on",
            "id",
            postgresql_where=text("kind = 'credit_note'"),
        ),
        Index(
            "invoices_by_purchase_order",
            "tenant_id",
            text("(snapshot ->> 'order_reference')"),
            postgresql_where=text("snapshot ->> 'order_reference' is not null"),
        ),
        Index(
            "credit_notes_of_an_invoice",
            "tenant_id",
            "credits_id",
            postgresql_where=text("credits_id is not null"),
        ),
        Index(
            "an_invoice_is_replaced_once",
            "tenant_id",
            "replaces_id",
            unique=True,
            postgresql_where=text("replaces_id is not null"),
        ),
    )
    prefix = "inv"

    kind: Mapped[InvoiceKind] = mapped_column(one_of(InvoiceKind))
    seller_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sellers.id"))
    number: Mapped[str]
    ocr: Mapped[str]
    agreement_id: Mapped[int | None]
    step: Mapped[int | None]
    credits_id: Mapped[int | None]
    replaces_id: Mapped[int | None]
    reason: Mapped[CreditReason | None] = mapped_column(one_of(CreditReason))
    made_by_name: Mapped[str | None]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    due_on: Mapped[date]
    currency: Mapped[str]
    net_minor: Mapped[int]
    vat_minor: Mapped[int]
    rounding_minor: Mapped[int]
    total_minor: Mapped[int]
    snapshot: Mapped[dict[str, Any]]
    sha256: Mapped[str]

    @property
    def total(self) -> Money:
        """What it asks for; negative on a credit note."""
        return Money(self.total_minor, self.currency)

    @property
    def is_credit_note(self) -> bool:
        """Whether it takes back rather than asks."""
        return self.kind is InvoiceKind.CREDIT_NOTE

    @classmethod
    def open_minor(cls) -> ColumnElement[int]:
        """What is open on an invoice, as an expression a query can show and filter by."""
        return (
            select(func.coalesce(func.sum(LedgerPosting.amount_minor), 0))
            .where(
                LedgerPosting.tenant_id == cls.tenant_id,
                LedgerPosting.invoice_id == cls.id,
                LedgerPosting.account == Account.RECEIVABLE,
            )
            .correlate(cls)
            .scalar_subquery()
        )

    @classmethod
    def numbered(cls, number: str) -> Invoice:
        """The invoice with this number of the company in scope. Raises NotFound."""
        row = db.session.scalar(select(cls).where(cls.number == number))
        if row is None:
            raise NotFound
        return row


def steps_taken(agreement_id: int) -> int:
    """How many invoices and credit notes the agreement has had."""
    taken = select(func.coalesce(func.max(Invoice.step), 0)).where(
        Invoice.agreement_id == agreement_id
    )
    return db.session.scalars(taken).one() or 0
