"""Who is on which edition, across all companies; for staff."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select

from saas.db import db
from saas.licensing.agreement.models import AgreementTerm, terms_hold_on
from saas.scope import OPERATOR, all_tenants
from saas.tenants.company.models import Tenant

AT_A_TIME: Final = 50


def companies_on_each(day: date) -> tuple[dict[str, int], int]:
    """How many companies have each edition on `day`, and how many are on Free."""
    held = (
        select(AgreementTerm.edition, func.count().label("companies"))
        .where(terms_hold_on(day))
        .group_by(AgreementTerm.edition)
    )
    everybody = select(func.count()).select_from(Tenant).where(Tenant.id != OPERATOR)
    with all_tenants(because="staff see how many are on each plan"):
        counted = {row.edition: row.companies for row in db.session.execute(held)}
        companies = db.session.scalar(everybody) or 0
    return counted, companies - sum(counted.values())


def companies_on(edition: str, day: date, *, after: int) -> Sequence[Any]:
    """Companies that have an edition on `day`, some at a time by name, from number `after` on.

    One more than is shown, where there are more. Each has tenant, starts_on and extra_seats.
    """
    held = (
        select(Tenant, AgreementTerm.starts_on, AgreementTerm.extra_seats)
        .join(AgreementTerm, AgreementTerm.tenant_id == Tenant.id)
        .where(terms_hold_on(day), AgreementTerm.edition == edition)
        .order_by(Tenant.name, Tenant.id)
        .offset(after)
        .limit(AT_A_TIME + 1)
    )
    with all_tenants(because="staff see who is on a plan"):
        return db.session.execute(held).all()
