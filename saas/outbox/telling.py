"""Telling facts to those who react to them: leased by many, done once, put off when failing."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import structlog
from flask import current_app
from sqlalchemy import select, text

from saas.dates import clock_time, now
from saas.db import db
from saas.outbox.facts import Announcement, Delivery
from saas.scope import all_tenants, tenant_scope

LEASE: Final = timedelta(seconds=60)
BATCH: Final = 100
SHORTEST: Final = 0.001
"""Seconds; nothing is told in less."""
BACK_OFF: Final = tuple(
    timedelta(seconds=s) for s in (10, 60, 300, 1_800, 7_200, 21_600, 86_400, 86_400)
)
log = structlog.get_logger()


def tell(*, limit: int | None = None) -> int:
    """Tell what is due to those who react to it, and say how many deliveries were made.

    Leases one, and then as many at a time as have shown to be told in a second, so that other
    workers get their part of what takes long. A reaction that fails is put off and later
    parked; it never holds up another. Goes on until nothing that is due remains unleased, or
    `limit` deliveries are made.
    """
    done, count = 0, 1
    while leased := _lease(min(count, limit - done if limit else count)):
        started = time.monotonic()
        for tenant_id, delivery_id in leased:
            _tell_one(tenant_id, delivery_id)
        done += len(leased)
        count = as_many_as_in_a_second(len(leased), time.monotonic() - started)
        if limit and done >= limit:
            break
    return done


def as_many_as_in_a_second(told: int, seconds: float) -> int:
    """How many to lease next, when so many took so long: at least one, at most a hundred."""
    return max(1, min(BATCH, round(told / max(seconds, SHORTEST))))


def _lease(count: int) -> Sequence[tuple[int, int]]:
    """Take up to `count` due deliveries for a minute, the oldest first.

    Those that others are taking are skipped.
    """
    with all_tenants(because="the facts of every tenant are told in turn"):
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
        order by due_at, id limit :count for update skip locked),
    leased as (
        update deliveries d set leased_until = :clock + :lease
        from due where d.tenant_id = due.tenant_id and d.id = due.id
        returning d.tenant_id, d.id, d.due_at)
    select tenant_id, id from leased order by due_at, id
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
        try:
            said = db.session.get_one(Announcement, (tenant_id, delivery.announcement_id))
            named[delivery.reaction](said.event)
            delivery.done_at = clock_time()
            db.session.commit()
        except Exception as fault:
            log.exception("delivery failed", reaction=delivery.reaction, tenant=tenant_id)
            db.session.rollback()
            _put_off(delivery_id, fault)
        finally:
            db.session.expunge_all()
    log.debug("told", delivery=delivery_id, seconds=round(time.monotonic() - started, 4))


def _take(delivery_id: int) -> Delivery | None:
    """The delivery, locked until our commit; none when another has done it meanwhile.

    Waits for the lock and does not skip: another worker's look for deliveries may hold it for an
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
