"""Which agreements it is time to invoice."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Subquery, and_, func, select

from saas.billing.coverage.models import InvoiceLine
from saas.db import db
from saas.licensing.agreement.models import Agreement, AgreementTerm, Notice
from saas.scope import all_tenants


def agreements_due(today: date) -> list[tuple[int, int]]:
    """Tenant and agreement of each whose next period has begun by `today` and is agreed on.

    The next period begins where the last invoiced one ends, or at the agreement's start. One
    that has ended before it began, or whose notice has, is not due, nor is one without a price.
    """
    invoiced = _invoiced_until()
    begins = func.coalesce(invoiced.c.until, Agreement.started_on)
    with all_tenants(because="the calendar looks for periods that begin at every tenant's"):
        rows = db.session.execute(
            select(Agreement.tenant_id, Agreement.id)
            .outerjoin(
                invoiced,
                and_(
                    invoiced.c.tenant_id == Agreement.tenant_id,
                    invoiced.c.agreement_id == Agreement.id,
                ),
            )
            .join(
                AgreementTerm,
                and_(
                    AgreementTerm.tenant_id == Agreement.tenant_id,
                    AgreementTerm.agreement_id == Agreement.id,
                    AgreementTerm.starts_on <= today,
                    AgreementTerm.until.is_(None) | (AgreementTerm.until > begins),
                    AgreementTerm.fee_minor + AgreementTerm.extra_seats > 0,
                ),
            )
            .outerjoin(
                Notice,
                and_(
                    Notice.tenant_id == Agreement.tenant_id,
                    Notice.agreement_id == Agreement.id,
                    Notice.withdrawn_at.is_(None),
                ),
            )
            .where(begins <= today, Notice.last_day.is_(None) | (Notice.last_day >= begins))
            .distinct()
            .order_by(Agreement.tenant_id, Agreement.id)
        ).all()
    return [(tenant_id, agreement_id) for tenant_id, agreement_id in rows]


def _invoiced_until() -> Subquery:
    """Where the last invoiced period of each agreement ends."""
    return (
        select(
            InvoiceLine.tenant_id,
            InvoiceLine.agreement_id,
            func.max(InvoiceLine.period_until).label("until"),
        )
        .group_by(InvoiceLine.tenant_id, InvoiceLine.agreement_id)
        .subquery()
    )
