"""Facts are written down in the same transaction as what they tell of, and told after.

Everything that happens later happens as a reaction to an announced fact; nothing else
enqueues work. A delivery is one fact to be told to one reaction. Tellers share the work:
each leases a handful, then tells them one by one, and a reaction's own changes and the note
that it has reacted are committed together. So a fact told twice is acted on once, and what a
killed teller had leased is told by another when the lease runs out.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import structlog
from flask import current_app
from sqlalchemy import Index, func, insert, select, text
from sqlalchemy.orm import Mapped, mapped_column

from saas.dates import clock_time, now
from saas.db import Base, TenantOwned, db, refers_to
from saas.events import Event
from saas.scope import all_tenants, current_tenant_id, tenant_scope

Reaction: TypeAlias = Callable[[Any], None]
Reactions: TypeAlias = Mapping[type[Event], Sequence[Reaction]]

LEASE: Final = timedelta(seconds=60)
BATCH: Final = 100
BACK_OFF: Final = tuple(
    timedelta(seconds=s) for s in (10, 60, 300, 1_800, 7_200, 21_600, 86_400, 86_400)
)
log = structlog.get_logger()


class Announcement(TenantOwned, Base):
    """A fact that has happened. Kept for good: together they are the audit trail."""

    __tablename__ = "announcements"

    name: Mapped[str]
    facts: Mapped[dict[str, Any]]
    announced_at: Mapped[datetime]

    @property
    def event(self) -> Event:
        """The fact, as it was announced."""
        return Event.known[self.name].recall(self.facts)


class Delivery(TenantOwned, Base):
    """That one reaction is to be told one fact: when, how often it failed, when it was done."""

    __tablename__ = "deliveries"
    __table_args__ = (
        refers_to("announcement_id", "announcements"),
        Index(
            "deliveries_to_be_told",
            "due_at",
            postgresql_where=text("done_at is null and parked_at is null"),
        ),
    )

    announcement_id: Mapped[int]
    reaction: Mapped[str]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default="0")
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]
    error: Mapped[str | None]


def init_app(app: Any, reactions: Reactions) -> None:
    """Tell the outbox who reacts to what. Names are stored, so they are checked to be unique."""
    named = {name_of(r): r for reacting in reactions.values() for r in reacting}
    app.extensions["outbox"] = (reactions, named)


def name_of(reaction: Reaction) -> str:
    """The name a reaction is stored by: `billing.payments.jobs.charge_card`."""
    return f"{reaction.__module__.removeprefix('saas.')}.{reaction.__name__}"


def announce(fact: Event, *, due: datetime | None = None) -> None:
    """Write down a fact of the tenant in scope, to be told once this transaction is committed.

    With `due` (a UTC instant on the business clock) it is told no earlier than that.
    """
    reactions, _named = current_app.extensions["outbox"]
    at, tenant_id = now(), current_tenant_id()
    fact_id = db.session.scalar(
        insert(Announcement)
        .values(tenant_id=tenant_id, name=type(fact).__name__, facts=fact.facts(), announced_at=at)
        .returning(Announcement.id)
    )
    told = [
        {
            "tenant_id": tenant_id,
            "announcement_id": fact_id,
            "reaction": name_of(reaction),
            "due_at": due or at,
        }
        for reaction in reactions.get(type(fact), ())
    ]
    if told:
        db.session.execute(insert(Delivery), told)
        db.session().info["announced"] = True  # `saas.jobs` wakes a worker after the commit


def tell(*, until_done: bool = True, limit: int | None = None) -> int:
    """Tell what is due to those who react to it, and say how many tellings were done.

    Leases a batch at a time. A reaction that fails is put off and later parked; it never
    holds up another. With `until_done` goes on until nothing that is due remains unleased.
    """
    done = 0
    while leased := _lease(min(BATCH, limit - done if limit else BATCH)):
        for tenant_id, delivery_id in leased:
            _tell_one(tenant_id, delivery_id)
        done += len(leased)
        if not until_done or (limit and done >= limit):
            break
    return done


def _lease(count: int) -> Sequence[tuple[int, int]]:
    """Take up to `count` due deliveries for a minute, skipping those others are taking."""
    with all_tenants(because="the news of every tenant is told in turn"):
        rows = db.session.execute(
            _LEASE, {"now": now(), "clock": clock_time(), "lease": LEASE, "count": count}
        )
        leased = [(row.tenant_id, row.id) for row in rows]
        db.session.commit()
    return leased


_LEASE: Final = text(
    """
    with due as (
        select tenant_id, id from deliveries
        where done_at is null and parked_at is null and due_at <= :now
          and (leased_until is null or leased_until < :clock)
        order by due_at, id limit :count for update skip locked)
    update deliveries d set leased_until = :clock + :lease
    from due where d.tenant_id = due.tenant_id and d.id = due.id
    returning d.tenant_id, d.id
    """
)


def _tell_one(tenant_id: int, delivery_id: int) -> None:
    started = time.monotonic()
    _reactions, named = current_app.extensions["outbox"]
    with tenant_scope(tenant_id):
        delivery = _take(delivery_id)
        if delivery is None:
            db.session.rollback()
            return
        fact = db.session.get_one(Announcement, (tenant_id, delivery.announcement_id)).event
        try:
            named[delivery.reaction](fact)
            delivery.done_at = clock_time()
            db.session.commit()
        except Exception as fault:
            log.exception("reaction failed", reaction=delivery.reaction, tenant=tenant_id)
            db.session.rollback()
            _put_off(delivery_id, fault)
        finally:
            db.session.expunge_all()
    log.debug("told", delivery=delivery_id, seconds=round(time.monotonic() - started, 4))


def _take(delivery_id: int) -> Delivery | None:
    """The delivery, locked until our commit; none when another has done it meanwhile.

    Waits for the lock and does not skip: another teller's look for work may hold it for an
    instant, and a delivery skipped here would lie until its lease runs out.
    """
    return db.session.scalar(
        select(Delivery)
        .where(Delivery.id == delivery_id, Delivery.done_at.is_(None), Delivery.parked_at.is_(None))
        .with_for_update()
    )


def _put_off(delivery_id: int, fault: Exception) -> None:
    """Try again later, and at the end of the schedule park it where staff can see it."""
    delivery = _take(delivery_id)
    if delivery is None:
        db.session.rollback()
        return
    delivery.error = f"{type(fault).__name__}: {fault}"[:2000]
    if delivery.attempts < len(BACK_OFF):
        delivery.leased_until = clock_time() + BACK_OFF[delivery.attempts]
    else:
        delivery.parked_at = clock_time()
    delivery.attempts += 1
    db.session.commit()


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
