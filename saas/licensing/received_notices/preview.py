"""What confirming a statement would mean for the bill of the company in scope."""

from __future__ import annotations

from datetime import datetime

from saas.licensing.received_notices.models import ReceivedNotice, notice_open
from saas.licensing.received_notices.rules import StatementSettled
from saas.licensing.termination.actions import preview_count_from, preview_notice
from saas.licensing.termination.preview import Farewell
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_confirmation(*, received: ReceivedNotice, by: Person, now: datetime) -> Farewell:
    """What saying that a statement is the company's word would mean for the bill.

    Nothing is given. Raises NotAllowed, StatementSettled, and what `preview_notice` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    if not received.waits:
        raise StatementSettled
    if given := notice_open(now):
        return preview_count_from(
            notice=given,
            received_at=received.received_at,
            by=by,
            now=now,
            by_contract=received.last_day,
        )
    return preview_notice(
        by=by, now=now, received_at=received.received_at, by_contract=received.last_day
    )
