"""The lines of invoices."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Index,
    Select,
    UniqueConstraint,
    bindparam,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, PartOf, db, one_of, refers_to
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import Category
from saas.money import Money
from saas.scope import current_tenant_id


class InvoiceLine(PartOf, Base):
    """So much of an item, for these days, on this invoice.

    Together the lines of an agreement that cover are the ledger of what has been invoiced,
    which `licensing.charges.difference` compares with what is owed. A goodwill credit and a
    line written by hand do not cover: the difference never sees them (docs/decisions/0010).
    `credits_line_id` is the line that one of a credit note takes back.
    """

    __tablename__ = "invoice_lines"
    __table_args__ = (
        refers_to("invoice_id", "invoices"),
        refers_to("agreement_id", "agreements"),
        UniqueConstraint("tenant_id", "invoice_id", "position", name="one_line_per_position"),
        CheckConstraint("unit_price_minor >= 0", name="prices_are_never_negative"),
        refers_to("credits_line_id", "invoice_lines"),
        CheckConstraint("quantity <> 0", name="a_line_is_of_something"),
        CheckConstraint(
            "agreement_id is not null or not covers", name="only_an_agreement_is_covered"
        ),
        CheckConstraint(
            "period_starts_on <= starts_on and starts_on < until and until <= period_until",
            name="a_line_lies_within_its_period",
        ),
        Index("lines_of_an_agreement", "tenant_id", "agreement_id"),
        Index(
            "credits_of_a_line",
            "tenant_id",
            "credits_line_id",
            postgresql_where=text("credits_line_id is not null"),
        ),
    )

    invoice_id: Mapped[int]
    position: Mapped[int]
    agreement_id: Mapped[int | None]
    item: Mapped[Item] = mapped_column(one_of(Item))
    edition: Mapped[str]
    name: Mapped[str]
    quantity: Mapped[int]
    currency: Mapped[str]
    unit_price_minor: Mapped[int]
    period_starts_on: Mapped[date]
    period_until: Mapped[date]
    starts_on: Mapped[date]
    until: Mapped[date]
    net_minor: Mapped[int]
    vat_category: Mapped[Category] = mapped_column(one_of(Category))
    vat_percent: Mapped[int]
    covers: Mapped[bool] = mapped_column(default=True, server_default=true())
    credits_line_id: Mapped[int | None]

    @property
    def charge(self) -> ChargeLine:
        """The line as the rules of charging know it."""
        return charge_kept(self)


CHARGE_COLUMNS: Final = (
    "item",
    "edition",
    "name",
    "quantity",
    "currency",
    "unit_price_minor",
    "period_starts_on",
    "period_until",
    "starts_on",
    "until",
    "net_minor",
)


def charge_kept(row: Any) -> ChargeLine:
    """The charge that a row keeps, whether it was read as an object or column by column."""
    return ChargeLine(
        item=row.item,
        edition=row.edition,
        name=row.name,
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, row.currency),
        period=Period(row.period_starts_on, row.period_until),
        starts_on=row.starts_on,
        until=row.until,
        net=Money(row.net_minor, row.currency),
    )


def invoiced_lines(agreement_id: int, since: date | None = None) -> list[ChargeLine]:
    """Every line that covers what an agreement of the company in scope owes, oldest first.

    `since` leaves out periods that are over by the end of that day.
    """
    asked = {"ours": current_tenant_id(), "agreement": agreement_id, "since": since or date.min}
    db.session.flush()
    return [charge_kept(row) for row in db.session.connection().execute(_covering(), asked)]


@cache
def _covering() -> Select[Any]:
    """The question of every change of a plan, put into words once."""
    line = InvoiceLine
    covering = select(*(getattr(line, name) for name in CHARGE_COLUMNS)).where(
        line.tenant_id == bindparam("ours", type_=BigInteger),
        line.agreement_id == bindparam("agreement"),
        line.covers,
        line.period_until > bindparam("since"),
    )
    return covering.order_by(line.id)
