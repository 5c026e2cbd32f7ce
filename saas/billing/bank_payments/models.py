"""Payments to our bank as their company knows them, and what they settled. Only added to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    select,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from saas.billing.bank_accounts.models import AtAccount
from saas.billing.bank_payments.rules import Allocation, Claim, Share
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim
from saas.billing.payments.models import PaymentPart
from saas.billing.remittance.rules import MatchedBy
from saas.billing.totals.rules import InvoiceKind
from saas.db import Base, PartOf, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.money import Money


class BankPayment(AtAccount, TenantOwned, Base):
    """That a row of the bank's is this company's: `row_number` is the row's.

    `arrived_on` is the day the bank booked it, `booked_on` that of our books. Our own staff
    booked it. What was taken back has a `BankPaymentUndone`, and may be booked anew.
    """

    __tablename__ = "bank_payments"
    __table_args__ = (
        UniqueConstraint("number", name="a_bank_payment_has_a_number_of_its_own"),
        UniqueConstraint("row_number", "nth", name="a_bank_row_is_one_company_s_at_a_time"),
        CheckConstraint("amount_minor > 0", name="a_bank_payment_is_of_something"),
    )

    number: Mapped[str]
    row_number: Mapped[str]
    nth: Mapped[int]
    seller_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sellers.id"))
    reference: Mapped[str]
    from_agency: Mapped[bool]
    matched_by: Mapped[MatchedBy] = mapped_column(one_of(MatchedBy))
    arrived_on: Mapped[date]
    booked_on: Mapped[date]
    booked_at: Mapped[datetime]
    booked_by_name: Mapped[str]

    parts: Mapped[list[BankPaymentPart]] = relationship(
        viewonly=True, order_by="BankPaymentPart.id"
    )
    undone: Mapped[BankPaymentUndone | None] = relationship(viewonly=True)

    @property
    def left(self) -> Money:
        """What settled no invoice and stood to the company's credit."""
        return Money(self.amount_minor - sum(p.amount_minor for p in self.parts), self.currency)

    @property
    def allocation(self) -> Allocation:
        """What it settled, as it was booked."""
        return Allocation(
            tuple(
                Share(Claim(p.invoice.number, p.invoice_id, p.amount), p.amount) for p in self.parts
            ),
            self.left,
        )

    @classmethod
    def numbered(cls, number: str) -> BankPayment:
        """The payment of the company in scope. Raises NotFound."""
        found = db.session.scalar(_whole().where(cls.number == number))
        if found is None:
            raise NotFound
        return found

    @classmethod
    def of_row(cls, row_number: str, nth: int) -> BankPayment:
        """What the company in scope was booked by the `nth` move of a row. Raises NotFound."""
        asked = _whole().where(cls.row_number == row_number, cls.nth == nth)
        found = db.session.scalar(asked, execution_options={"populate_existing": True})
        if found is None:
            raise NotFound
        return found

    @classmethod
    def latest(cls, limit: int = 50) -> Sequence[BankPayment]:
        """Payments of the company in scope, newest first, with the numbers of what they paid."""
        return db.session.scalars(_whole().order_by(cls.id.desc()).limit(limit)).all()


class BankPaymentPart(PartOf, Base):
    """So much of a payment settled this invoice."""

    __tablename__ = "bank_payment_parts"
    __table_args__ = (
        refers_to("payment_id", "bank_payments"),
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id", "payment_id", "invoice_id", name="a_bank_payment_settles_an_invoice_once"
        ),
        CheckConstraint("amount_minor > 0", name="a_part_of_a_bank_payment_is_something"),
        Index("bank_payments_of_an_invoice", "tenant_id", "invoice_id"),
    )

    payment_id: Mapped[int]
    invoice_id: Mapped[int]
    amount_minor: Mapped[int]

    payment: Mapped[BankPayment] = relationship(viewonly=True)
    invoice: Mapped[Invoice] = relationship(viewonly=True)

    @property
    def amount(self) -> Money:
        """The share of this invoice."""
        return Money(self.amount_minor, self.invoice.currency)


class BankPaymentUndone(TenantOwned, Base):
    """That a payment was taken back by a counter-booking, why and by whom."""

    __tablename__ = "bank_payments_undone"
    __table_args__ = (
        refers_to("payment_id", "bank_payments"),
        UniqueConstraint("tenant_id", "payment_id", name="a_bank_payment_is_undone_once"),
        CheckConstraint("length(reason) > 0", name="an_undoing_has_a_reason"),
    )

    payment_id: Mapped[int]
    reason: Mapped[str]
    undone_on: Mapped[date]
    undone_at: Mapped[datetime]
    undone_by_name: Mapped[str]


def claims(*, seller_id: int, currency: str, limit: int | None = None) -> list[Claim]:
    """What the company in scope has to pay this seller in this currency, first due first.

    Holds for as long as the company's turn is held.
    """
    on = and_(Invoice.tenant_id == OpenClaim.tenant_id, Invoice.id == OpenClaim.id)
    asked = (
        select(
            Invoice.number,
            Invoice.id,
            OpenClaim.open_minor,
            OpenClaim.at_agency,
            OpenClaim.disputed_minor,
        )
        .join(OpenClaim, on)
        .where(
            OpenClaim.open_minor > 0,
            OpenClaim.currency == currency,
            Invoice.seller_id == seller_id,
            Invoice.kind == InvoiceKind.INVOICE,
        )
        .order_by(OpenClaim.due_on, Invoice.number)
        .limit(limit)
    )
    rows = db.session.execute(asked).all()
    under_way = PaymentPart.under_way()
    return [
        Claim(number, id_, Money(int(minor), currency), there, id_ in under_way, held)
        for number, id_, minor, there, held in rows
    ]


def _whole() -> Select[BankPayment]:
    parts = selectinload(BankPayment.parts)
    return select(BankPayment).options(
        parts.selectinload(BankPaymentPart.invoice).load_only(Invoice.number, Invoice.currency),
        selectinload(BankPayment.undone),
    )
