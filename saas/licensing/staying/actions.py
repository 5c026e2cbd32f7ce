"""Choosing who keeps a seat when there will be fewer."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import delete

from saas.dates import day_of
from saas.db import db
from saas.errors import NotFound
from saas.licensing.agreement.models import Agreement, Notice, ScheduledChange
from saas.licensing.seats.actions import lock_seats
from saas.licensing.staying.models import KeptSeat, cause_of, squeeze_on
from saas.licensing.staying.rules import (
    GoesOver,
    NothingToChoose,
    NotSeated,
    Squeeze,
    must_do,
)
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def choose_who_stays(
    *, day: date | None, people: Collection[str], by: Person, now: datetime
) -> Squeeze:
    """Choose who keeps a seat from `day` on (None: the next such day), by their public ids.

    It holds until it is chosen again, or the day comes; then it is followed as far as those
    chosen are still there. Whatever seats are left go as the rule says. What is done on the day
    waits for the same turn, so a choice made before it is followed. Raises NotAllowed, ReadOnly,
    NothingToChoose and what `rules.must_do` raises.
    """
    by.must(Permission.MANAGE_PEOPLE)
    take_turns()
    lock_seats(now)
    squeeze = squeeze_on(day, now)
    chosen = {_known(public_id) for public_id in people}
    must_do(squeeze, chosen, by=by.role)
    _keep(chosen, day=squeeze.step.day, by=by, now=now)
    return squeeze_on(squeeze.step.day, now)


def _keep(chosen: Collection[int], *, day: date, by: Person, now: datetime) -> None:
    """Write the choice down against what comes that day, in place of an earlier one."""
    agreement = Agreement.holding_on(day_of(now))
    match cause_of(agreement, day) if agreement else None:
        case Notice(id=cause_id):
            against = KeptSeat.notice_id
        case ScheduledChange(id=cause_id):
            against = KeptSeat.change_id
        case GoesOver(transfer_id=cause_id):
            against = KeptSeat.transfer_id
        case None:
            raise NothingToChoose
    db.session.execute(delete(KeptSeat).where(against == cause_id))
    db.session.add_all(
        KeptSeat(person_id=person_id, chosen_by_id=by.id, chosen_at=now, **{against.key: cause_id})
        for person_id in sorted(chosen)
    )
    db.session.flush()


def _known(public_id: str) -> int:
    try:
        return Person.known_as(public_id).id
    except NotFound:
        raise NotSeated from None
