"""Reminders sent: the letters, the step each took with an invoice, and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    UniqueConstraint,
    and_,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, contains_eager, relationship, selectinload

from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim
from saas.billing.reminders.rules import Claim, Ladder, Step, step_due
from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.money import Money
from saas.tenants.company.models import Tenant


class ReminderLetter(Known, TenantOwned, Base):
    """One letter about invoices of one seller in one currency, and everything that it says.

    `content` is the document. `sent_to` are the addresses it was mailed to, none where mail
    reaches nobody.
    """

    __tablename__ = "reminder_letters"
    prefix = "rem"

    written_on: Mapped[date]
    written_at: Mapped[datetime]
    sent_to: Mapped[list[Any]]
    content: Mapped[dict[str, Any]]

    reminders: Mapped[list[Reminder]] = relationship(viewonly=True, order_by="Reminder.id")

    @property
    def file_name(self) -> str:
        """What it is called where it is saved: whose it is, and of which day."""
        return f"{self.content['buyer']['customer_number']}-{self.written_on}.pdf"


class Reminder(TenantOwned, Base):
    """That an invoice was reminded of, which step of the ladder that was, and what was open.

    `due_on` is the day to pay by as it was then: the invoice's own, or a later one agreed on.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        refers_to("letter_id", "reminder_letters"),
        refers_to("invoice_id", "invoices"),
        UniqueConstraint(
            "tenant_id", "invoice_id", "step", name="an_invoice_is_reminded_of_once_in_each_step"
        ),
        Index("reminders_of_a_letter", "tenant_id", "letter_id"),
        CheckConstraint("step > 0", name="steps_are_counted_from_one"),
        CheckConstraint("open_minor > 0", name="a_reminder_is_of_something_open"),
        CheckConstraint("written_on > due_on", name="a_reminder_comes_after_the_day_to_pay_by"),
    )

    letter_id: Mapped[int]
    invoice_id: Mapped[int]
    step: Mapped[int]
    due_on: Mapped[date]
    open_minor: Mapped[int]
    currency: Mapped[str]
    written_on: Mapped[date]

    letter: Mapped[ReminderLetter] = relationship(viewonly=True)
    invoice: Mapped[Invoice] = relationship(viewonly=True)

    @property
    def open(self) -> Money:
        """What was open then."""
        return Money(self.open_minor, self.currency)

    @property
    def days_late(self) -> int:
        """How many days it was past the day to pay by."""
        return (self.written_on - self.due_on).days


def reminders_of(invoice: Invoice) -> Sequence[Reminder]:
    """The reminders of an invoice of the company in scope, the first first."""
    with_letter = contains_eager(Reminder.letter)
    rows = select(Reminder).join(Reminder.letter).options(with_letter).order_by(Reminder.step)
    return db.session.scalars(rows.where(Reminder.invoice_id == invoice.id)).all()


def letters(*, limit: int) -> Sequence[ReminderLetter]:
    """The letters to the company in scope, newest first, each with what it reminds of."""
    parts = selectinload(ReminderLetter.reminders).selectinload(Reminder.invoice)
    asked = select(ReminderLetter).options(parts.load_only(Invoice.number))
    return db.session.scalars(asked.order_by(ReminderLetter.id.desc()).limit(limit)).all()


def companies_to_remind(ladder: Ladder, *, today: date) -> Sequence[int]:
    """The tenants with an invoice that a step is due with. Ask past the wall.

    One question, of what is open and late; `step_due` decides again when the letter is written.
    """
    due = _some_step_is_due(ladder, today=today)
    asked = select(OpenClaim.tenant_id).where(due).distinct().order_by(OpenClaim.tenant_id)
    return db.session.scalars(asked).all()


def to_be_reminded_of(ladder: Ladder, *, today: date) -> Iterator[tuple[Invoice, OpenClaim, Step]]:
    """Each invoice of the company in scope that a step is due with, the first due first."""
    taken = (
        select(
            Reminder.invoice_id,
            func.max(Reminder.step).label("had"),
            func.max(Reminder.written_on).label("last_on"),
        )
        .group_by(Reminder.invoice_id)
        .subquery()
    )
    late = (
        select(Invoice, OpenClaim, func.coalesce(taken.c.had, 0), taken.c.last_on)
        .join(OpenClaim, and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id))
        .outerjoin(taken, taken.c.invoice_id == OpenClaim.id)
        .where(_some_step_is_due(ladder, today=today))
        .order_by(OpenClaim.due_on, OpenClaim.id)
        .execution_options(populate_existing=True)
    )
    for invoice, claim, had, last_on in db.session.execute(late):
        state = Claim(claim.undisputed_minor, claim.due_on, had, last_on)
        if step := step_due(state, ladder, today=today):
            yield invoice, claim, step


def _some_step_is_due(ladder: Ladder, *, today: date) -> ColumnElement[bool]:
    return or_(false(), *(_is_due(step, ladder, today=today) for step in ladder.steps))


def _is_due(step: Step, ladder: Ladder, *, today: date) -> ColumnElement[bool]:
    """Whether this step is the next of a claim, in the database's words for `step_due`.

    Nothing is asked for by machine of a company that has ceased: its estate has the claims.
    """
    its = and_(Reminder.tenant_id == OpenClaim.tenant_id, Reminder.invoice_id == OpenClaim.id)
    ceased = Tenant.ceased_on.is_not(None)
    due = [
        OpenClaim.undisputed_minor >= ladder.least_minor,
        OpenClaim.due_on <= today - step.after,
        ~OpenClaim.at_agency,
        ~select(Tenant.id).where(Tenant.id == OpenClaim.tenant_id, ceased).exists(),
        ~select(Reminder.id).where(its, Reminder.step >= step.number).exists(),
    ]
    if step.number > 1:
        before = (Reminder.step == step.number - 1, Reminder.written_on <= today - step.apart)
        due.append(select(Reminder.id).where(its, *before).exists())
    return and_(*due)
