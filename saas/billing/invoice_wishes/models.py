"""The wishes, one row for a company that has any."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, TenantOwned, db


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a company wishes. Nobody demands an order unless they say so; all are told ahead."""

    demands_order: bool = False
    told_ahead: bool = True


class InvoiceWish(TenantOwned, Base):
    """What a company has said otherwise than everybody is treated."""

    __tablename__ = "invoice_wishes"
    __table_args__ = (UniqueConstraint("tenant_id", name="one_set_of_wishes_per_company"),)

    demands_order: Mapped[bool] = mapped_column(server_default="false")
    told_ahead: Mapped[bool] = mapped_column(server_default="true")


def wishes() -> Wishes:
    """What the company in scope wishes."""
    found = db.session.scalar(select(InvoiceWish))
    return Wishes(found.demands_order, found.told_ahead) if found else Wishes()
