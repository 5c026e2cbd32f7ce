"""Purchase orders, what has been invoiced on them, and the invoices that wait for one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, func, select, text
from sqlalchemy.orm import Mapped

from saas.billing.invoices.models import ORDER_REFERENCE, Invoice
from saas.billing.purchase_orders.rules import Order
from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.money import Money


class PurchaseOrder(Known, TenantOwned, Base):
    """A number that a company's purchasing has given for what it buys of us.

    What has been invoiced on it stands in the invoices that name it, and nowhere else.
    """

    __tablename__ = "purchase_orders"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        refers_to("added_by_id", "people"),
        UniqueConstraint("tenant_id", "number", name="one_purchase_order_per_number"),
        CheckConstraint("valid_until >= valid_from", name="an_order_ends_after_it_begins"),
        CheckConstraint("cap_minor > 0", name="a_cap_leaves_room_for_something"),
    )
    prefix = "po"

    number: Mapped[str]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    agreement_id: Mapped[int | None]
    cap_minor: Mapped[int | None]
    currency: Mapped[str]
    added_by_id: Mapped[int]
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    @property
    def cap_as_typed(self) -> str:
        """The most that may be invoiced on it, as one types it: 10000.00. Empty for no limit."""
        return "" if self.cap_minor is None else "{}.{:02}".format(*divmod(self.cap_minor, 100))

    def with_used(self, minor: int) -> Order:
        """The order as the rules know it."""
        return Order(
            id=self.id,
            number=self.number,
            valid_from=self.valid_from,
            valid_until=self.valid_until,
            agreement_id=self.agreement_id,
            cap=None if self.cap_minor is None else Money(self.cap_minor, self.currency),
            used=Money(minor, self.currency),
            withdrawn=self.withdrawn_at is not None,
        )


class HeldInvoice(TenantOwned, Base):
    """That an agreement could not be invoiced for want of a purchase order.

    It lasts until an invoice has been issued or nothing is owed any more.
    """

    __tablename__ = "held_invoices"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        Index(
            "one_hold_per_agreement",
            "tenant_id",
            "agreement_id",
            unique=True,
            postgresql_where=text("lifted_on is null"),
        ),
    )

    agreement_id: Mapped[int]
    net_minor: Mapped[int]
    currency: Mapped[str]
    held_since: Mapped[date]
    lifted_on: Mapped[date | None]

    @property
    def net(self) -> Money:
        """What would have been invoiced, without value added tax."""
        return Money(self.net_minor, self.currency)

    @classmethod
    def standing(cls) -> list[HeldInvoice]:
        """What the company in scope is not invoiced for, longest held first."""
        held = select(cls).where(cls.lifted_on.is_(None)).order_by(cls.held_since, cls.id)
        return list(db.session.scalars(held))


def register() -> list[tuple[PurchaseOrder, Order]]:
    """Every order of the company in scope with what has been used of it, newest first."""
    rows = list(db.session.scalars(select(PurchaseOrder).order_by(PurchaseOrder.id.desc())))
    used = used_on(row.number for row in rows) if rows else {}
    return [(row, row.with_used(used.get((row.number, row.currency), 0))) for row in rows]


def used_on(numbers: Iterable[str]) -> dict[tuple[str, str], int]:
    """What was invoiced on each number less what was credited, net, by number and currency."""
    rows = db.session.execute(
        select(ORDER_REFERENCE, Invoice.currency, func.sum(Invoice.net_minor))
        .where(ORDER_REFERENCE.in_(list(numbers)))
        .group_by(ORDER_REFERENCE, Invoice.currency)
    )
    return {(number, currency): int(minor) for number, currency, minor in rows}


def last_order_named(agreement_id: int) -> str:
    """The order that the latest invoice of an agreement names; "" for none.

    A credit note names it too, so that what it takes back can be used again.
    """
    latest = select(func.coalesce(ORDER_REFERENCE, "")).where(Invoice.agreement_id == agreement_id)
    return db.session.scalar(latest.order_by(Invoice.id.desc()).limit(1)) or ""
