"""Every company's payouts, for our staff."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, and_, func, select

from saas.billing.payouts.models import Payout
from saas.billing.payouts.rules import PayoutState
from saas.db import db
from saas.errors import NotFound
from saas.scope import all_tenants
from saas.tenants.company.models import Tenant

_IS_OPEN: Final = and_(Payout.paid_at.is_(None), Payout.declined_at.is_(None))
_STANDS: Final[dict[PayoutState, ColumnElement[bool]]] = {
    PayoutState.WAITING: and_(_IS_OPEN, Payout.approved_at.is_(None)),
    PayoutState.APPROVED: and_(_IS_OPEN, Payout.approved_at.is_not(None)),
    PayoutState.PAID: Payout.paid_at.is_not(None),
    PayoutState.DECLINED: Payout.declined_at.is_not(None),
}


def payouts(state: PayoutState, *, limit: int) -> list[tuple[Tenant, Payout]]:
    """Those that have come this far: who waits, the longest waiting first; else the latest."""
    waits = state in (PayoutState.WAITING, PayoutState.APPROVED)
    asked = (
        select(Tenant, Payout)
        .join(Payout, Payout.tenant_id == Tenant.id)
        .where(_STANDS[state])
        .order_by(Payout.asked_at if waits else Payout.asked_at.desc())
        .limit(limit)
    )
    with all_tenants(because="staff pay out credit of every company"):
        return [(row[0], row[1]) for row in db.session.execute(asked)]


def how_many() -> dict[PayoutState, int]:
    """How many wait for somebody to approve them, and to send the money."""
    waiting = (PayoutState.WAITING, PayoutState.APPROVED)
    with all_tenants(because="staff pay out credit of every company"):
        return {
            state: db.session.scalars(select(func.count(Payout.id)).where(_STANDS[state])).one()
            for state in waiting
        }


def company_of(number: str) -> int:
    """Whose payout this is. Raises NotFound."""
    with all_tenants(because="staff open a payout without knowing whose it is"):
        found = db.session.scalar(select(Payout.tenant_id).where(Payout.number == number))
    if found is None:
        raise NotFound
    return found
