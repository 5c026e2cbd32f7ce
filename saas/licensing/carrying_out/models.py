"""Which changes have come to their day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import and_, exists, select

from saas.db import db
from saas.licensing.agreement.models import AgreementTerm, ScheduledChange
from saas.scope import all_tenants


def changes_due(today: date) -> list[tuple[int, int]]:
    """Tenant and change of each that is to hold by `today`, on agreements that run."""
    runs = exists().where(
        AgreementTerm.tenant_id == ScheduledChange.tenant_id,
        AgreementTerm.agreement_id == ScheduledChange.agreement_id,
        AgreementTerm.until.is_(None),
    )
    open_ = and_(ScheduledChange.withdrawn_at.is_(None), ScheduledChange.carried_out_at.is_(None))
    with all_tenants(because="the calendar looks for changes that are due at every tenant's"):
        rows = db.session.execute(
            select(ScheduledChange.tenant_id, ScheduledChange.id)
            .where(open_, ScheduledChange.starts_on <= today, runs)
            .order_by(ScheduledChange.starts_on, ScheduledChange.id)
        ).all()
    return [(tenant_id, change_id) for tenant_id, change_id in rows]
