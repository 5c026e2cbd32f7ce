"""The companies we know."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache

from sqlalchemy import CheckConstraint, Select, UniqueConstraint, bindparam, func, select
from sqlalchemy.orm import Mapped, mapped_column

from saas.db import Base, Global, db
from saas.scope import OPERATOR, all_tenants, current_tenant_id
from saas.tenants.company.rules import NoSuchCustomer
from saas.tenants.org_numbers.rules import OrgNumber


class Tenant(Global, Base):
    """A company. Everything a company owns carries its id; see `saas.scope`.

    `org_number` is canonical digits without separators, `suffix` tells a sole trader's several
    businesses apart, and the customer number is what people write and say. `ceased_on` is the
    last day of a company that has ceased to be, or is about to; its number stays its own.
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
    closed_at: Mapped[datetime | None]
    ceased_on: Mapped[date | None]

    @property
    def number(self) -> OrgNumber:
        """Its canonical number; prints itself masked for a sole trader."""
        return OrgNumber(self.country, self.org_number, self.suffix)

    @property
    def shown_number(self) -> str:
        """The number as anybody may see it: 556056-6258, or 880320-**** for a sole trader."""
        return self.number.masked

    @classmethod
    def new_id(cls) -> int:
        """The id of a company about to be made; its row is written within its own scope."""
        return db.session.scalar(select(func.nextval("tenants_id_seq"))) or 0

    @classmethod
    def new_customer_number(cls) -> str:
        """The next customer number, from 100001 on; numbers may have gaps."""
        return str(db.session.scalar(select(func.nextval("customer_numbers"))))

    @classmethod
    def with_number(cls, number: OrgNumber) -> Tenant | None:
        """The company that has this number. Looks across the wall; tell nobody who asks."""
        with all_tenants(because="a number belongs to one company of all we know"):
            return db.session.scalar(
                select(cls).where(
                    cls.country == number.country,
                    cls.org_number == number.digits,
                    cls.suffix == number.suffix,
                )
            )


def customer_numbered(number: str) -> int:
    """The id of the company with a customer number, for our staff. Raises NoSuchCustomer."""
    with all_tenants(because="staff name any customer by its number"):
        found = db.session.scalar(
            select(Tenant.id).where(Tenant.customer_number == number.strip(), Tenant.id != OPERATOR)
        )
    if found is None:
        raise NoSuchCustomer
    return found


def our_company() -> Tenant:
    """The company in scope."""
    return db.session.get_one(Tenant, current_tenant_id())


def take_turns() -> Tenant:
    """Let one transaction at a time count and change what this company has; the company."""
    return db.session.scalars(_ours_in_turn(), {"ours": current_tenant_id()}).one()


@cache
def _ours_in_turn() -> Select[Tenant]:
    """The question of every deed, put into words once."""
    ours = select(Tenant).where(Tenant.id == bindparam("ours"))
    return ours.with_for_update(key_share=True).execution_options(populate_existing=True)
