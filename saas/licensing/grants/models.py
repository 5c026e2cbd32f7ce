"""The company whose contract staff look at."""

from __future__ import annotations

from saas.db import db
from saas.errors import NotFound
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant


def customer(tenant_id: int) -> Tenant:
    """The customer with an id. Raises NotFound."""
    with all_tenants(because="staff open any customer's contract"):
        found = db.session.get(Tenant, tenant_id)
    if found is None or found.id == OPERATOR:
        raise NotFound
    return found
