"""How a company wants its invoices, and which of its addresses mail has come back from."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.billing.delivery.rules import Addresses, Stage
from saas.billing.dispatches.rules import Way
from saas.billing.e_invoice.formats import Format
from saas.billing.electronic_address.rules import ElectronicAddress
from saas.db import Base, TenantOwned, db, one_of
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


class DeliveryChoice(TenantOwned, Base):
    """What a company has chosen for its future invoices. Without one: PDF by mail."""

    __tablename__ = "delivery_choices"
    __table_args__ = (
        UniqueConstraint("tenant_id", name="one_choice_of_delivery_per_company"),
        CheckConstraint("(scheme = '') = (identifier = '')", name="an_address_is_whole"),
    )

    way: Mapped[Way] = mapped_column(one_of(Way))
    also_to: Mapped[list[Any]]
    specification_to: Mapped[list[Any]]
    scheme: Mapped[str]
    identifier: Mapped[str]
    format: Mapped[Format] = mapped_column(one_of(Format))
    stage: Mapped[Stage] = mapped_column(one_of(Stage))
    changed_at: Mapped[datetime]
    changed_by_name: Mapped[str]

    @classmethod
    def ours(cls) -> DeliveryChoice | None:
        """The choice of the company in scope; None while it has made none."""
        return db.session.scalar(select(cls))

    @property
    def address(self) -> ElectronicAddress | None:
        """Where its e-invoices go; None while it has not said."""
        return ElectronicAddress(self.scheme, self.identifier) if self.scheme else None


class BouncedAddress(TenantOwned, Base):
    """That mail to an address has come back; nothing more is sent there until it is cleared."""

    __tablename__ = "bounced_addresses"
    __table_args__ = (
        Index(
            "one_open_bounce_per_address",
            "tenant_id",
            "email",
            unique=True,
            postgresql_where=text("cleared_at is null"),
        ),
    )

    email: Mapped[str]
    reason: Mapped[str]
    noted_at: Mapped[datetime]
    noted_by_name: Mapped[str]
    cleared_at: Mapped[datetime | None]

    @classmethod
    def open(cls) -> list[BouncedAddress]:
        """The addresses of the company in scope that mail comes back from, oldest first."""
        return list(
            db.session.scalars(select(cls).where(cls.cleared_at.is_(None)).order_by(cls.id))
        )


def addresses_of_ours() -> Addresses:
    """Where the company in scope can be mailed: what it has chosen, and its owners."""
    choice, company = DeliveryChoice.ours(), our_company()
    owners = [person.email for person in Person.active() if person.role is Role.OWNER]
    return Addresses(
        chosen=(company.invoice_email, *(choice.also_to if choice else ())),
        owners=tuple(owners),
        bounced=[each.email for each in BouncedAddress.open()],
    )
