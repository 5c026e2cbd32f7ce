"""Finding the one company a run is limited to."""

from __future__ import annotations

from sqlalchemy import select

from saas.billing.run_desk.rules import NoSuchCompany
from saas.db import db
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant


def company_called(said: str) -> int | None:
    """The tenant with this customer number or organisation number; none where nothing is said.

    Raises NoSuchCompany.
    """
    if not said.strip():
        return None
    bare = "".join(sign for sign in said if sign.isalnum()).upper()
    numbered = (Tenant.customer_number == bare) | (Tenant.org_number == bare)
    with all_tenants(because="staff name the company that a run is limited to"):
        found = db.session.scalars(
            select(Tenant.id).where(numbered, Tenant.id != OPERATOR).limit(2)
        ).all()
    if len(found) != 1:
        raise NoSuchCompany
    return found[0]
