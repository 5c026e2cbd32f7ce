"""Invoices and credit notes, and the questions asked of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.orm import Mapped, defer, mapped_column

from saas.billing.ledger.models import LedgerPosting
from saas.billing.ledger.rules import Account
from saas.billing.totals.rules import InvoiceKind
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.money import Money

PAGE: Final = 50


class Show(StrEnum):
    """Which invoices a list shows."""

    ALL = "all"
    OPEN = "open"
    PAID = "paid"
    CREDITS = "credits"


class Invoice(Known, TenantOwned, Base):
    """A claim on a company, or a credit note. Issued with its number, never changed after.

    The snapshot is the document; the columns beside it are what is searched and counted.
    Amounts are in minor units and negative on a credit note. `step` counts the invoices of an
    agreement: two computed from the same past cannot both be issued.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("credits_id", "invoices"),
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
        Index("invoices_by_reference", "tenant_id", "ocr"),
    )
    prefix = "inv"

    kind: Mapped[InvoiceKind] = mapped_column(one_of(InvoiceKind))
    seller_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sellers.id"))
    number: Mapped[str]
    ocr: Mapped[str]
    agreement_id: Mapped[int]
    step: Mapped[int]
    credits_id: Mapped[int | None]
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
    return db.session.scalars(taken).one()


def listed(
    show: Show, *, after: str | None = None, limit: int = PAGE
) -> Sequence[tuple[Invoice, Money]]:
    """Invoices of the company in scope, newest first, each with what is open on it.

    `after` is the number of the last one already seen. Raises NotFound for one that is not
    ours. The snapshots are left unread.
    """
    open_minor = Invoice.open_minor()
    asked = select(Invoice, open_minor).options(defer(Invoice.snapshot))
    if show is Show.OPEN:
        asked = asked.where(open_minor > 0)
    elif show is Show.PAID:
        asked = asked.where(open_minor <= 0, Invoice.kind == InvoiceKind.INVOICE)
    elif show is Show.CREDITS:
        asked = asked.where(Invoice.kind == InvoiceKind.CREDIT_NOTE)
    if after:
        asked = asked.where(Invoice.id < Invoice.numbered(after).id)
    rows = db.session.execute(asked.order_by(Invoice.id.desc()).limit(limit))
    return [(invoice, Money(int(minor), invoice.currency)) for invoice, minor in rows]


def open_in_all(today: date) -> tuple[int, Money, Money]:
    """How many invoices are open, what they come to, and how much of it is overdue; in kronor.

    Credit notes are not among them: what they left over is the account's credit.
    """
    each = (
        select(Invoice.due_on, Invoice.open_minor().label("open"))
        .where(Invoice.kind == InvoiceKind.INVOICE, Invoice.currency == "SEK")
        .subquery()
    )
    count, total, overdue = db.session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(each.c.open), 0),
            func.coalesce(func.sum(each.c.open).filter(each.c.due_on < today), 0),
        ).where(each.c.open > 0)
    ).one()
    return count, Money(int(total)), Money(int(overdue))
