"""The company whose contract staff look at."""

from __future__ import annotations

from sqlalchemy import select

from saas.db import db
from saas.errors import NotFound
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant
from saas.text import N_


class NobodyHasThatNumber(NotFound):
    """No customer has the number."""

    says = N_("No customer has that number.")
    field = "number"


def customer_numbered(number: str) -> Tenant:
    """The customer with a number. Raises NobodyHasThatNumber."""
    with all_tenants(because="staff look up any customer by its number"):
        found = db.session.scalar(
            select(Tenant).where(Tenant.customer_number == number.strip(), Tenant.id != OPERATOR)
        )
    if found is None:
        raise NobodyHasThatNumber
    return found


def customer(tenant_id: int) -> Tenant:
    """The customer with an id. Raises NotFound."""
    with all_tenants(because="staff open any customer's contract"):
        found = db.session.get(Tenant, tenant_id)
    if found is None or found.id == OPERATOR:
        raise NotFound
    return found
