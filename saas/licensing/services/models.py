"""The services rendered to companies, as rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import CheckConstraint, Index, select
from sqlalchemy.orm import Mapped

from saas.db import Base, Known, TenantOwned, db, refers_to
from saas.licensing.services.rules import Service
from saas.money import Money


class RenderedService(Known, TenantOwned, Base):
    """A service that our staff recorded for a company. Never edited; it may be taken back.

    `recorded_by_name` is one of our own people, whom the company has no row for.
    """

    __tablename__ = "rendered_services"
    __table_args__ = (
        refers_to("agreement_id", "agreements"),
        CheckConstraint("quantity > 0", name="a_service_is_of_something"),
        CheckConstraint("unit_price_minor >= 0", name="a_service_costs_nothing_or_more"),
        Index("services_of_an_agreement", "tenant_id", "agreement_id"),
    )
    prefix = "srv"

    agreement_id: Mapped[int]
    text: Mapped[str]
    quantity: Mapped[int]
    currency: Mapped[str]
    unit_price_minor: Mapped[int]
    day: Mapped[date]
    recorded_by_name: Mapped[str]
    recorded_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    @property
    def as_rendered(self) -> Service:
        """The service as the rules know it."""
        return service_kept(self)


SERVICE_COLUMNS: Final = ("text", "quantity", "currency", "unit_price_minor", "day")


def service_kept(row: Any) -> Service:
    """The service that a row keeps, whether it was read as an object or column by column."""
    return Service(
        text=row.text,
        quantity=row.quantity,
        unit_price=Money(row.unit_price_minor, row.currency),
        day=row.day,
    )


def services_rendered(agreement_id: int) -> list[Service]:
    """The services to be invoiced on an agreement of the company in scope, oldest first."""
    return [row.as_rendered for row in recorded() if row.agreement_id == agreement_id]


def recorded() -> Sequence[RenderedService]:
    """What has been recorded for the company in scope and not taken back, oldest first."""
    standing = select(RenderedService).where(RenderedService.taken_back_at.is_(None))
    return db.session.scalars(standing.order_by(RenderedService.day, RenderedService.id)).all()
