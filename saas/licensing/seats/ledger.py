"""The seat ledger: each change of the count is a line; one statement takes a seat."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Final

from sqlalchemy import BigInteger, Date, DateTime, Text, bindparam, select, text, update
from sqlalchemy.sql.dml import ReturningUpdate

from saas.db import db
from saas.licensing.agreement.models import AgreementTerm, Notice, ScheduledChange
from saas.licensing.seats.models import SeatCount, SeatDeed, SeatEntry
from saas.scope import current_tenant_id
from saas.tenants.people.models import Person


def raise_taken(day: date) -> bool:
    """Take one seat more of the company in scope, where there is room; whether there was.

    On a day from which there are fewer seats there is none to take until that has been carried
    out: after the last day of a notice, and from the day of a change.
    """
    db.session.flush()
    asked = {"ours": current_tenant_id(), "day": day}
    raised = db.session.connection().execute(_one_seat_more(), asked)
    return raised.one_or_none() is not None


@cache
def _one_seat_more() -> ReturningUpdate[int]:
    """The statement every way to a seat goes through, put into words once.

    What a session still holds of the count is old after it: who reads on locks the count anew.
    """
    day = bindparam("day", type_=Date)
    over = (
        select(Notice.id)
        .join(AgreementTerm, AgreementTerm.agreement_id == Notice.agreement_id)
        .where(
            Notice.tenant_id == SeatCount.tenant_id,
            Notice.withdrawn_at.is_(None),
            Notice.last_day < day,
            AgreementTerm.tenant_id == SeatCount.tenant_id,
            AgreementTerm.until.is_(None),
        )
    )
    fewer = select(ScheduledChange.id).where(
        ScheduledChange.tenant_id == SeatCount.tenant_id,
        ScheduledChange.withdrawn_at.is_(None),
        ScheduledChange.carried_out_at.is_(None),
        ScheduledChange.starts_on <= day,
        ScheduledChange.seats_included + ScheduledChange.extra_seats <= SeatCount.taken,
    )
    return (
        update(SeatCount)
        .where(
            SeatCount.tenant_id == bindparam("ours", type_=BigInteger),
            SeatCount.taken < SeatCount.entitled,
            ~over.exists(),
            ~fewer.exists(),
        )
        .values(taken=SeatCount.taken + 1)
        .returning(SeatCount.id)
    )


def note(
    deed: SeatDeed,
    *,
    now: datetime,
    entitled: int = 0,
    taken: int = 0,
    person_id: int | None = None,
    by: Person | None = None,
) -> None:
    """Write a line of the ledger: what changed, by how much, when and by whom."""
    who = by.id if by else None
    db.session.add(
        SeatEntry(deed=deed, entitled=entitled, taken=taken, person_id=person_id, by_id=who, at=now)
    )
    db.session.flush()


def entitled_at_once(seats: int, *, by: Person | None, now: datetime) -> bool:
    """Entitle the company in scope to `seats` and note the change, in one round trip.

    False, and nothing done, where more are taken than that, or nobody has counted them yet.
    """
    db.session.flush()
    moved = db.session.connection().execute(
        _ENTITLE,
        {
            "tenant": current_tenant_id(),
            "seats": seats,
            "deed": SeatDeed.ENTITLED.value,
            "by": by.id if by else None,
            "at": now,
        },
    )
    return moved.one_or_none() is not None


_ENTITLE: Final = text(
    """
    with held as (
        select id, entitled from seat_counts where tenant_id = :tenant and taken <= :seats
        for update),
    moved as (
        update seat_counts c set entitled = :seats from held
        where c.tenant_id = :tenant and c.id = held.id
        returning :seats - held.entitled as change),
    noted as (
        insert into seat_ledger (tenant_id, deed, entitled, taken, by_id, at)
        select :tenant, :deed, change, 0, :by, :at from moved where change <> 0)
    select change from moved
    """
).bindparams(
    bindparam("tenant", type_=BigInteger),
    bindparam("seats", type_=BigInteger),
    bindparam("deed", type_=Text),
    bindparam("by", type_=BigInteger),
    bindparam("at", type_=DateTime(timezone=True)),
)
