"""Every company's notices and statements, asked by staff within `all_tenants`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import joinedload, selectinload

from saas.db import db
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.received_notices.models import WAITS, ReceivedNotice
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant


@dataclass(frozen=True, slots=True)
class Ending:
    """An agreement under notice: whose, on which plan, and the notice."""

    company: Tenant
    plan: str
    notice: Notice


@dataclass(frozen=True, slots=True)
class Waiting:
    """A statement that waits for its company's word."""

    company: Tenant
    received: ReceivedNotice


def coming_ends(today: date, *, limit: int) -> list[Ending]:
    """The agreements that end from `today` on, the next to end first."""
    asked = (
        select(Notice, Tenant)
        .join(Tenant, Tenant.id == Notice.tenant_id)
        .where(Notice.withdrawn_at.is_(None), Notice.last_day >= today)
        .options(joinedload(Notice.agreement).options(selectinload(Agreement.terms)))
        .order_by(Notice.last_day, Notice.id)
        .limit(limit)
    )
    with all_tenants(because="staff see which companies are leaving"):
        return [
            Ending(company, _plan(notice), notice)
            for notice, company in db.session.execute(asked).unique()
        ]


def awaiting_authority(*, limit: int) -> list[Waiting]:
    """Statements that wait for a company's word, the one to be confirmed first on top."""
    asked = (
        select(ReceivedNotice, Tenant)
        .join(Tenant, Tenant.id == ReceivedNotice.tenant_id)
        .where(text(WAITS))
        .order_by(ReceivedNotice.confirm_by, ReceivedNotice.id)
        .limit(limit)
    )
    with all_tenants(because="staff see whose word they wait for"):
        rows: Sequence[tuple[ReceivedNotice, Tenant]] = [
            (row[0], row[1]) for row in db.session.execute(asked)
        ]
    return [Waiting(company, received) for received, company in rows]


def _plan(notice: Notice) -> str:
    terms = notice.agreement.timeline().on(notice.last_day)
    return terms.name if terms else ""
