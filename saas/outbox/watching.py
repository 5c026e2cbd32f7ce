"""How the outbox fares, and what to do about a delivery that was parked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import and_, case, func, select

from saas.dates import clock_time, now
from saas.db import db
from saas.events import Event
from saas.outbox.facts import Announcement, Delivery
from saas.scope import all_tenants


class Untold(NamedTuple):
    """How the outbox fares: deliveries by what they wait for, and how long the oldest has."""

    due: int
    put_off: int
    parked: int
    waited: timedelta


def tell_again(delivery_id: int) -> None:
    """Take a parked delivery of the tenant in scope up again, at once."""
    delivery = Delivery.find(delivery_id)
    delivery.parked_at = delivery.leased_until = None
    delivery.attempts = 0


def is_to_be_told(fact: Event) -> bool:
    """Whether this fact of the tenant in scope still waits for a reaction."""
    return how_many_to_be_told([fact]) > 0


def how_many_to_be_told(facts: Sequence[Event]) -> int:
    """How many of these facts of one kind, of the tenant in scope, still wait for a reaction."""
    said = select(func.count(Announcement.id.distinct())).join_from(
        Delivery,
        Announcement,
        and_(
            Announcement.tenant_id == Delivery.tenant_id,
            Announcement.id == Delivery.announcement_id,
        ),
    )
    waits = Delivery.done_at.is_(None) & Delivery.parked_at.is_(None)
    named = Announcement.name.in_({type(fact).__name__ for fact in facts})
    same = Announcement.facts.in_([fact.facts() for fact in facts])
    return db.session.scalar(said.where(waits, named, same)) or 0


def untold() -> Untold:
    """How many deliveries are due, put off and parked; how long the oldest has been due.

    One that failed is due again when its next attempt is, and not before: somebody else's
    server that is out of order is no disorder in this house.
    """
    failed = and_(Delivery.attempts > 0, Delivery.leased_until.is_not(None))
    put_off = and_(failed, Delivery.leased_until > clock_time())
    due = and_(Delivery.parked_at.is_(None), Delivery.due_at <= now(), ~put_off)
    waited = case((failed, clock_time() - Delivery.leased_until), else_=now() - Delivery.due_at)
    with all_tenants(because="health is of the whole house"):
        row = db.session.execute(
            select(
                func.count().filter(due),
                func.count().filter(Delivery.parked_at.is_(None), put_off),
                func.count().filter(Delivery.parked_at.is_not(None)),
                func.max(waited).filter(due),
            ).where(Delivery.done_at.is_(None))
        ).one()
    return Untold(row[0], row[1], row[2], row[3] or timedelta())
