"""The companies we know."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global, db
from saas.scope import current_tenant_id


class Tenant(Global, Base):
    """A company. Everything a company owns carries its id; see `saas.scope`.

    `org_number` is canonical digits without separators, `suffix` tells a sole trader's several
    businesses apart, and the customer number is what people write and say.
    """

    __tablename__ = "tenants"
    __table_args__ = (
        UniqueConstraint("country", "org_number", "suffix", name="one_live_tenant_per_number"),
        CheckConstraint("country ~ '^[A-Z]{2}$'", name="country_is_two_letters"),
    )

    customer_number: Mapped[str] = mapped_column(unique=True)
    country: Mapped[str]
    org_number: Mapped[str]
    suffix: Mapped[str] = mapped_column(server_default="")
    name: Mapped[str]
    street: Mapped[str] = mapped_column(server_default="")
    postcode: Mapped[str] = mapped_column(server_default="")
    city: Mapped[str] = mapped_column(server_default="")
    invoice_email: Mapped[str] = mapped_column(server_default="")
    reference: Mapped[str] = mapped_column(server_default="")
    vat_number: Mapped[str] = mapped_column(server_default="")
    language: Mapped[str] = mapped_column(server_default="sv")
    registered_at: Mapped[datetime]


def our_company() -> Tenant:
    """The company in scope."""
    return db.session.get_one(Tenant, current_tenant_id())


def take_turns() -> Tenant:
    """Let one transaction at a time count and change what this company has; the company."""
    ours = select(Tenant).where(Tenant.id == current_tenant_id()).with_for_update()
    return db.session.scalars(ours.execution_options(populate_existing=True)).one()
