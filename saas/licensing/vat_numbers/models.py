"""Which companies' answers have grown old."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from saas.db import db
from saas.licensing.vat.models import VatProof
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


def with_old_answers(before: datetime) -> list[int]:
    """The companies whose number was last asked about before an instant."""
    latest = (
        select(VatProof.tenant_id, VatProof.number, func.max(VatProof.asked_at).label("asked_at"))
        .group_by(VatProof.tenant_id, VatProof.number)
        .subquery()
    )
    asked = (
        select(Tenant.id)
        .join(latest, (latest.c.tenant_id == Tenant.id) & (latest.c.number == Tenant.vat_number))
        .where(latest.c.asked_at < before)
        .order_by(Tenant.id)
    )
    with all_tenants(because="the calendar looks for answers that have grown old"):
        return list(db.session.scalars(asked))
