"""How the outbox fares, and what to do about a telling that was parked."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from saas.dates import now
from saas.db import db
from saas.outbox.facts import Delivery
from saas.scope import all_tenants


def tell_again(delivery_id: int) -> None:
    """Take a parked delivery of the tenant in scope up again, at once."""
    delivery = Delivery.find(delivery_id)
    delivery.parked_at = delivery.leased_until = None
    delivery.attempts = 0


def untold() -> tuple[int, int, timedelta]:
    """How many tellings are due, how many are parked, and how long the oldest has waited."""
    with all_tenants(because="health is of the whole house"):
        due, parked, oldest = db.session.execute(
            select(
                func.count().filter(Delivery.parked_at.is_(None), Delivery.due_at <= now()),
                func.count().filter(Delivery.parked_at.is_not(None)),
                func.min(Delivery.due_at).filter(Delivery.parked_at.is_(None)),
            ).where(Delivery.done_at.is_(None))
        ).one()
    waited = max(now() - oldest, timedelta()) if oldest else timedelta()
    return due, parked, waited
