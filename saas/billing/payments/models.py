"""Payments and their parts: what was asked for, of which invoices, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from saas.billing.cards.models import Card
from saas.billing.invoices.models import Invoice
from saas.billing.payments.rules import OPEN, PaymentState
from saas.db import Base, Known, TenantOwned, db, one_of, refers_to
from saas.money import Money
from saas.tenants.people.models import Person


class Payment(Known, TenantOwned, Base):
    """One charge of one card. The row is committed before the gateway hears of it.

    `sent_as` names the form that asked for it: a form sent twice pays once. `attempt` is part
    of the key under which the gateway is asked; it grows only when the gateway has ended an
    attempt by a fault of its own and knows of no payment. `made_at` is when the row was made by
    the world's clock, which the gateway's follows and no demo moves; of old ones it is not known,
    and stands as 1970.
    """

    __tablename__ = "payments"
    __table_args__ = (
        refers_to("card_id", "cards"),
        refers_to("started_by_id", "people"),
        UniqueConstraint("tenant_id", "sent_as", name="a_form_pays_once"),
        UniqueConstraint("public_id", name="a_payment_has_a_name_of_its_own"),
        UniqueConstraint("gateway_payment", name="a_gateway_payment_is_ours_once"),
        CheckConstraint("amount_minor > 0", name="a_payment_pays_something"),
        CheckConstraint(
            "(state = 'settled') = (settled_at is not null)", name="settled_has_a_time"
        ),
        Index(
            "payments_without_an_end",
            "started_at",
            postgresql_where=text("state in ('started', 'confirming', 'processing')"),
        ),
    )
    prefix = "pay"

    card_id: Mapped[int]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    state: Mapped[PaymentState] = mapped_column(one_of(PaymentState))
    sent_as: Mapped[str]
    attempt: Mapped[int] = mapped_column(default=1)
    gateway_payment: Mapped[str | None]
    confirm_url: Mapped[str | None]
    decline_code: Mapped[str | None]
    receipt_to: Mapped[str | None]
    language: Mapped[str]
    started_by_id: Mapped[int]
    started_at: Mapped[datetime]
    made_at: Mapped[datetime] = mapped_column(server_default=func.now())
    settled_at: Mapped[datetime | None]

    card: Mapped[Card] = relationship(viewonly=True)
    started_by: Mapped[Person] = relationship(viewonly=True)
    parts: Mapped[list[PaymentPart]] = relationship(viewonly=True, order_by="PaymentPart.id")

    @property
    def amount(self) -> Money:
        """What the card is charged: exactly the sum of the parts."""
        return Money(self.amount_minor, self.currency)

    @property
    def is_open(self) -> bool:
        """Whether it may still take money."""
        return self.state in OPEN

    @property
    def idempotency_key(self) -> str:
        """The name under which the gateway does this once, however often it is asked."""
        return f"{self.public_id}-{self.attempt}"

    @classmethod
    def sent(cls, sent_as: str) -> Payment | None:
        """The payment that a form has already asked for, if it has."""
        return db.session.scalar(select(cls).where(cls.sent_as == sent_as))

    @classmethod
    def latest(cls, limit: int = 50) -> Sequence[Payment]:
        """Payments of the company in scope, newest first, with the numbers of what they paid."""
        numbers = selectinload(cls.parts).selectinload(PaymentPart.invoice)
        asked = select(cls).options(numbers.load_only(Invoice.number)).order_by(cls.id.desc())
        return db.session.scalars(asked.limit(limit)).all()


class PaymentPart(TenantOwned, Base):
    """The share of a payment that settles one invoice: a reservation while `is_open`."""

    __tablename__ = "payment_parts"
    __table_args__ = (
        refers_to("payment_id", "payments"),
        refers_to("invoice_id", "invoices"),
        Index(
            "one_open_payment_per_invoice",
            "tenant_id",
            "invoice_id",
            unique=True,
            postgresql_where=text("is_open"),
        ),
        Index("parts_of_a_payment", "tenant_id", "payment_id"),
        Index("parts_of_an_invoice", "tenant_id", "invoice_id"),
        CheckConstraint("amount_minor > 0", name="a_part_pays_something"),
        CheckConstraint(
            "settled_minor between 0 and amount_minor", name="a_part_settles_at_most_itself"
        ),
    )

    payment_id: Mapped[int]
    invoice_id: Mapped[int]
    amount_minor: Mapped[int]
    settled_minor: Mapped[int | None]
    is_open: Mapped[bool]

    invoice: Mapped[Invoice] = relationship(viewonly=True)
    payment: Mapped[Payment] = relationship(viewonly=True)

    @property
    def amount(self) -> Money:
        """The share of this invoice."""
        return Money(self.amount_minor, self.payment.currency)

    @classmethod
    def under_way(cls) -> dict[int, str]:
        """The invoices an open payment is trying to settle: their ids, and the payment's name."""
        rows = db.session.execute(
            select(cls.invoice_id, Payment.public_id).join(cls.payment).where(cls.is_open)
        )
        return dict(rows.all())
