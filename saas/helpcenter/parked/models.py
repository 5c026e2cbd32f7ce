"""Deliveries that are parked: tried until their schedule ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from saas.db import db
from saas.outbox import Announcement, Delivery
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class Parked:
    """A fact, and the reaction to it that failed until its schedule ended."""

    id: int
    tenant_id: int
    company: str
    fact: str
    facts: dict[str, Any]
    reaction: str
    parked_at: datetime
    error: str


def parked() -> Sequence[Parked]:
    """The newest two hundred, newest first."""
    d, a = Delivery, Announcement
    with all_tenants(because="staff look after what failed for any company"):
        rows = db.session.execute(
            select(
                d.id, d.tenant_id, Tenant.name, a.name, a.facts, d.reaction, d.parked_at, d.error
            )
            .join(a, (a.tenant_id == d.tenant_id) & (a.id == d.announcement_id))
            .join(Tenant, Tenant.id == d.tenant_id)
            .where(d.parked_at.is_not(None), d.done_at.is_(None))
            .order_by(d.parked_at.desc())
            .limit(MOST)
        ).all()
    return [Parked(*row) for row in rows]
