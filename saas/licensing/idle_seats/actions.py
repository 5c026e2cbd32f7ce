"""Taking note of who uses their seat, and telling a company of seats nobody uses."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from saas.dates import day_of
from saas.db import db, refused_by
from saas.errors import Refusal
from saas.licensing.idle_seats.models import IdleNotice, idleness, last_seen
from saas.licensing.idle_seats.rules import Idleness, month_of
from saas.licensing.seats.models import Seat
from saas.text import N_


class AlreadyTold(Refusal):
    """The company has had its notice of idle seats for the month."""

    says = N_("You have been told of idle seats this month already.")


def note_use(*, now: datetime) -> None:
    """Write down whose sessions have been in use since we last looked: as of today."""
    seen = last_seen()
    db.session.execute(
        update(Seat)
        .where(
            Seat.person_id == seen.c.person_id,
            Seat.used_at.is_(None) | (Seat.used_at < seen.c.seen_at),
        )
        .values(used_at=seen.c.seen_at, used_on=day_of(now))
        .execution_options(synchronize_session=False)
    )


def tell(*, now: datetime) -> Idleness | None:
    """Remember that this month's notice is given, and what it says; None when all is in use.

    Raises AlreadyTold the second time in a month, whoever is first.
    """
    found = idleness(now)
    if found is None or not found.people:
        return None
    told = IdleNotice(
        month=month_of(day_of(now)), people=len(found.people), spare=found.spare, sent_at=now
    )
    with refused_by("one_idle_notice_per_month", AlreadyTold()):
        db.session.add(told)
    return found
