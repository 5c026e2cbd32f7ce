"""The fees for reminders, and what became of each: both are added, never changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, and_, select
from sqlalchemy.orm import Mapped, relationship

from saas.billing.invoices.models import Invoice
from saas.billing.reminder_fees.rules import fee_line
from saas.db import Base, TenantOwned, db, refers_to
from saas.licensing.lines.rules import ChargeLine
from saas.money import Money, total


class ReminderFee(TenantOwned, Base):
    """What the first reminder of an invoice cost. Written with the letter; once an invoice.

    It waits for the company's next invoice in its currency until it has ended.
    """

    __tablename__ = "reminder_fees"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id", "invoice_id", name="an_invoice_is_charged_one_fee_for_reminders"
        ),
        CheckConstraint("amount_minor > 0", name="a_reminder_fee_is_of_something"),
    )

    invoice_id: Mapped[int]
    amount_minor: Mapped[int]
    currency: Mapped[str]
    reminded_on: Mapped[date]

    invoice: Mapped[Invoice] = relationship(viewonly=True)

    @property
    def amount(self) -> Money:
        """The fee, without tax as there is none on it."""
        return Money(self.amount_minor, self.currency)

    @property
    def line(self) -> ChargeLine:
        """How it stands on an invoice."""
        return fee_line(self.amount, number=self.invoice.number, reminded_on=self.reminded_on)


class ReminderFeeEnd(TenantOwned, Base):
    """What became of a fee: it is on an invoice, or was waived for an error of ours. Once."""

    __tablename__ = "reminder_fee_ends"
    __table_args__ = (
        refers_to("fee_id", "reminder_fees"),
        refers_to("charged_on_id", "invoices"),
        UniqueConstraint("tenant_id", "fee_id", name="a_reminder_fee_ends_once"),
        CheckConstraint(
            "(charged_on_id is null) = (our_error is not null) "
            "and (our_error is null) = (waived_by_name is null)",
            name="a_reminder_fee_is_charged_or_waived",
        ),
        CheckConstraint("length(our_error) > 0", name="a_reminder_fee_is_waived_with_a_reason"),
    )

    fee_id: Mapped[int]
    ended_at: Mapped[datetime]
    charged_on_id: Mapped[int | None]
    our_error: Mapped[str | None]
    waived_by_name: Mapped[str | None]
    waived_by_account_id: Mapped[int | None]

    charged_on: Mapped[Invoice | None] = relationship(viewonly=True)


ENDED = and_(
    ReminderFeeEnd.tenant_id == ReminderFee.tenant_id, ReminderFeeEnd.fee_id == ReminderFee.id
)


def fees_for(lines: Sequence[ChargeLine]) -> Sequence[ReminderFee]:
    """The fees that go on an invoice of these lines of the company in scope, oldest first.

    None on a document that asks for nothing, and each only in its own currency.
    """
    net = total((line.net for line in lines), lines[0].net.currency) if lines else None
    if net is None or net.minor <= 0:
        return []
    waiting = (
        select(ReminderFee)
        .outerjoin(ReminderFeeEnd, ENDED)
        .where(ReminderFeeEnd.id.is_(None), ReminderFee.currency == net.currency)
        .order_by(ReminderFee.id)
    )
    return db.session.scalars(waiting).all()


def fee_of(invoice: Invoice) -> tuple[ReminderFee, ReminderFeeEnd | None] | None:
    """The fee for reminding of an invoice of the company in scope, and its end; None for none."""
    asked = (
        select(ReminderFee, ReminderFeeEnd)
        .outerjoin(ReminderFeeEnd, ENDED)
        .where(ReminderFee.invoice_id == invoice.id)
    )
    found = db.session.execute(asked).first()
    return (found[0], found[1]) if found else None
