"""The seat ledger: each change of the count is a line; one statement takes a seat."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select, update

from saas.db import db
from saas.licensing.agreement.models import AgreementTerm, Notice, ScheduledChange
from saas.licensing.seats.models import SeatCount, SeatDeed, SeatEntry
from saas.tenants.people.models import Person


def raise_taken(day: date) -> bool:
    """Take one seat more of the company in scope, where there is room; whether there was.

    On a day from which there are fewer seats there is none to take until that has been carried
    out: after the last day of a notice, and from the day of a change.
    """
    db.session.flush()
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
    raised = db.session.execute(
        update(SeatCount)
        .where(SeatCount.taken < SeatCount.entitled, ~over.exists(), ~fewer.exists())
        .values(taken=SeatCount.taken + 1)
        .returning(SeatCount.id)
        .execution_options(synchronize_session="fetch")
    )
    return raised.one_or_none() is not None


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
