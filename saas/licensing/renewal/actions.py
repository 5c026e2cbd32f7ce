"""Reckoning a day ahead, and noting that a deadline has been pointed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.dialects.postgresql import insert

from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.renewal.models import NoticeReminder
from saas.licensing.renewal.rules import (
    Deadline,
    deadline,
    must_be_reckonable,
)
from saas.licensing.termination.leaving import Leaving, farewell_of, leaving
from saas.licensing.termination.preview import Bill
from saas.scope import current_tenant_id


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What notice on a day would mean: its last day and invoice, and how long one can wait.

    `last` is the last invoice, or a credit note; None where all is invoiced before the notice.
    """

    meant: Leaving
    deadline: Deadline
    last: Bill | None


def reckon(day: date, *, today: date) -> Reckoning:
    """What notice that reaches us on `day` would mean; nothing is given.

    Raises DayNotReckonable for a day that has passed or is far away, and what `leaving` raises.
    """
    meant = leaving(received_on=must_be_reckonable(day, today=today))
    return Reckoning(meant, deadline(meant.terms, on=day), farewell_of(meant).last)


def note_reminder(*, agreement_id: int, found: Deadline, now: datetime) -> bool:
    """Note that a deadline is pointed out now; whether it is the first time, and in time.

    An agreement that has come under notice in the meantime needs no word about it.
    """
    agreement = Agreement.find(agreement_id)
    if agreement.notice is not None:
        return False
    noted = db.session.execute(
        insert(NoticeReminder)
        .values(
            tenant_id=current_tenant_id(),
            agreement_id=agreement_id,
            deadline=found.day,
            last_day=found.last_day,
            reminded_at=now,
        )
        .on_conflict_do_nothing()
        .returning(NoticeReminder.id)
    )
    return noted.one_or_none() is not None
