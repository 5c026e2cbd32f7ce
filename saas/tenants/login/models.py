"""The companies a login acts for."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from saas.db import db
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant
from saas.tenants.login.rules import NoCompanyLeft
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A company a login acts for, and as what."""

    tenant_id: int
    company: str
    customer_number: str
    role: Role

    @property
    def is_operator(self) -> bool:
        """Whether it is the operator's own, where one serves customers."""
        return self.tenant_id == OPERATOR


def places_of(account_id: int) -> list[Place]:
    """Every company the login acts for, the first joined first."""
    with all_tenants(because="one login may act for several companies"):
        rows = db.session.execute(
            select(Tenant.id, Tenant.name, Tenant.customer_number, Person.role)
            .join(Person, Person.tenant_id == Tenant.id)
            .where(Person.account_id == account_id, Person.removed_at.is_(None))
            .order_by(Person.joined_at, Tenant.id)
        ).all()
    return [Place(*row) for row in rows]


def place_to_enter(account_id: int, *, customer_number: str | None = None) -> Place:
    """The company to act for after logging in: the one asked for, else the first joined.

    Raises NoCompanyLeft, also when the login does not act for the one asked for.
    """
    places = places_of(account_id)
    if customer_number is not None:
        places = [place for place in places if place.customer_number == customer_number]
    if not places:
        raise NoCompanyLeft
    return places[0]
