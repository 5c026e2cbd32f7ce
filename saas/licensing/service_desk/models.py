"""What staff have recorded for whom, asked within `all_tenants`."""

from __future__ import annotations

from sqlalchemy import select

from saas.db import db
from saas.licensing.services.models import RenderedService
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


def latest_services(*, limit: int) -> list[tuple[Tenant, RenderedService]]:
    """The services recorded last, newest first, and whose they are."""
    asked = (
        select(Tenant, RenderedService)
        .join(RenderedService, RenderedService.tenant_id == Tenant.id)
        .order_by(RenderedService.id.desc())
        .limit(limit)
    )
    with all_tenants(because="staff see what they have recorded for every company"):
        return [(company, service) for company, service in db.session.execute(asked)]
