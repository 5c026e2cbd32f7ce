"""Payouts: what was asked for, out of which credit, who has approved it and who has sent it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    UniqueConstraint,
    and_,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from saas.billing.bank_accounts.models import AtAccount
from saas.billing.invoices.models import Invoice
from saas.billing.payouts.rules import PayoutState, PayoutType, Pieces
from saas.db import Base, PartOf, TenantOwned, db, one_of, refers_to
from saas.errors import NotFound
from saas.money import Money
from saas.tenants.people.models import Person

IS_OPEN: Final = "paid_at is null and declined_at is null"
DEEDS: Final = {
    "an_approval_says_when_and_by_whom": "approved_at, approved_by_account_id, approved_by_name",
    "a_payment_out_says_when_by_whom_and_its_reference": (
        "paid_at, paid_by_account_id, paid_by_name, paid_on, bank_reference"
    ),
    "a_decline_says_when_by_whom_and_why": (
        "declined_at, declined_by_account_id, declined_by_name, reason"
    ),
}


@dataclass(frozen=True, slots=True)
class Share:
    """So much of a credit note, or of the account's credit, settles an invoice or is paid out."""

    credit_number: str | None
    invoice_number: str | None
    amount: Money


class Payout(AtAccount, TenantOwned, Base):
    """Money that goes back to a company. How far it has come is read off what has been done.

    One of our staff approves it and another sends the money. Staff are people of another
    company, so they are accounts and the names they bore.
    """

    __tablename__ = "payouts"
    __table_args__ = (
        refers_to("asked_by_id", "people"),
        UniqueConstraint("number", name="a_payout_has_a_number_of_its_own"),
        CheckConstraint("amount_minor > 0", name="a_payout_pays_something"),
        CheckConstraint(
            "paid_at is null or (approved_at is not null "
            "and approved_by_account_id <> paid_by_account_id)",
            name="a_payout_takes_four_eyes",
        ),
        CheckConstraint("num_nonnulls(paid_at, declined_at) <= 1", name="paid_or_declined"),
        *(
            CheckConstraint(f"num_nonnulls({said}) in (0, {said.count(',') + 1})", name=name)
            for name, said in DEEDS.items()
        ),
        Index("payouts_to_be_made", "asked_at", postgresql_where=text(IS_OPEN)),
    )

    number: Mapped[str]
    type: Mapped[PayoutType] = mapped_column(one_of(PayoutType))
    asked_by_id: Mapped[int]
    asked_by_name: Mapped[str]
    asked_at: Mapped[datetime]
    approved_by_account_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("accounts.id")
    )
    approved_by_name: Mapped[str | None]
    approved_at: Mapped[datetime | None]
    paid_by_account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    paid_by_name: Mapped[str | None]
    paid_at: Mapped[datetime | None]
    paid_on: Mapped[date | None]
    bank_reference: Mapped[str | None]
    declined_by_account_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("accounts.id")
    )
    declined_by_name: Mapped[str | None]
    declined_at: Mapped[datetime | None]
    reason: Mapped[str | None]

    asked_by: Mapped[Person] = relationship(viewonly=True)

    @property
    def state(self) -> PayoutState:
        """How far it has come."""
        if self.declined_at:
            return PayoutState.DECLINED
        if self.paid_at:
            return PayoutState.PAID
        return PayoutState.APPROVED if self.approved_at else PayoutState.WAITING

    @property
    def parts(self) -> list[Share]:
        """What it is made of, and what was settled first, in the order it was used."""
        note, invoice = aliased(Invoice), aliased(Invoice)
        asked = (
            select(note.number, invoice.number, PayoutPart.amount_minor)
            .outerjoin(note, and_(_of_tenant(note), note.id == PayoutPart.note_id))
            .outerjoin(invoice, and_(_of_tenant(invoice), invoice.id == PayoutPart.invoice_id))
            .where(PayoutPart.payout_id == self.id)
            .order_by(PayoutPart.id)
        )
        return [
            Share(credit, settled, Money(minor, self.currency))
            for credit, settled, minor in db.session.execute(asked)
        ]

    @property
    def pieces(self) -> Pieces:
        """How much of which credit is paid out, as it is booked."""
        asked = (
            select(PayoutPart.note_id, PayoutPart.amount_minor)
            .where(PayoutPart.payout_id == self.id, PayoutPart.invoice_id.is_(None))
            .order_by(PayoutPart.id)
        )
        return [(note, Money(minor, self.currency)) for note, minor in db.session.execute(asked)]

    @classmethod
    def new_number(cls) -> str:
        """The next number, from P100001 on; numbers may have gaps."""
        return f"P{db.session.scalar(select(func.nextval('payout_numbers')))}"

    @classmethod
    def numbered(cls, number: str) -> Payout:
        """The payout of the company in scope with this number. Raises NotFound."""
        row = db.session.scalar(select(cls).where(cls.number == number))
        if row is None:
            raise NotFound
        return row

    @classmethod
    def latest(cls, limit: int = 100) -> Sequence[Payout]:
        """The payouts of the company in scope, newest first."""
        return db.session.scalars(select(cls).order_by(cls.id.desc()).limit(limit)).all()


class PayoutPart(PartOf, Base):
    """So much of a credit, and the invoice it settled; without one it is paid out. Never edited.

    Without credit note it is the credit on the account.
    """

    __tablename__ = "payout_parts"
    __table_args__ = (
        refers_to("payout_id", "payouts"),
        refers_to("note_id", "invoices"),
        refers_to("invoice_id", "invoices"),
        CheckConstraint("amount_minor > 0", name="a_part_of_a_payout_is_something"),
        Index("parts_of_a_payout", "tenant_id", "payout_id"),
        Index("payouts_of_a_credit_note", "tenant_id", "note_id"),
    )

    payout_id: Mapped[int]
    note_id: Mapped[int | None]
    invoice_id: Mapped[int | None]
    amount_minor: Mapped[int]

    payout: Mapped[Payout] = relationship(viewonly=True)


def _of_tenant(invoice: type[Invoice]) -> ColumnElement[bool]:
    return invoice.tenant_id == PayoutPart.tenant_id
