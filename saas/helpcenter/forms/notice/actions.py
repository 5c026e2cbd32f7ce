"""Giving notice by the form: at once by one who may, after approval for one who may not."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.helpcenter.forms.notice.rules import FORM, SUBJECT
from saas.helpcenter.inbox.actions import must_be_pending, note_carried_out, send_request
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import NotWaiting
from saas.licensing.channels.rules import Channel
from saas.licensing.termination.actions import give_notice, preview_notice
from saas.licensing.termination.leaving import leaving
from saas.licensing.termination.preview import Farewell
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def ask_for_notice(
    *, by: Person, now: datetime, reason: str | None = None, shown: str | None = None
) -> HelpRequest:
    """Send the form, and give notice at once where `by` may (S24).

    Otherwise the company's administrators approve or decline, and the day the form was sent is
    kept: notice counts from it (domain.md §2). `shown` is the fingerprint of the preview that
    was confirmed. Raises NotAllowed for one who may not ask, what `leaving` raises, and
    PreviewOutdated where notice given at once comes out different.
    """
    by.must(Permission.ASK)
    meant = leaving(received_on=day_of(now))
    request = send_request(
        by=by,
        form=FORM,
        subject=SUBJECT,
        answers={
            "plan": meant.terms.name,
            "received_on": meant.received_on.isoformat(),
            "last_day": meant.last_day.isoformat(),
            "reason": reason or "",
        },
        needs_approval=not by.may(Permission.GIVE_NOTICE),
        now=now,
    )
    if not request.needs_approval:
        _carry_out(request, by=by, now=now, shown=shown)
    return request


def preview_approval(*, by: Person, request: HelpRequest, now: datetime) -> Farewell:
    """What standing by the notice a colleague sent would mean for the bill; nothing is given.

    Raises NotAllowed, NotWaiting and what `preview_notice` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    if not request.is_pending:
        raise NotWaiting
    return preview_notice(by=by, now=now, received_at=request.sent_at)


def approve(
    *, by: Person, request: HelpRequest, now: datetime, shown: str | None = None
) -> HelpRequest:
    """Stand by the notice a colleague sent: it counts from the day they did.

    `shown` is the fingerprint of the preview that was confirmed. What stands in the way is
    refused and the request goes on waiting. Raises NotAllowed, NotWaiting and what
    `give_notice` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    must_be_pending(request)
    _carry_out(request, by=by, now=now, shown=shown)
    return request


def _carry_out(
    request: HelpRequest, *, by: Person, now: datetime, shown: str | None = None
) -> None:
    give_notice(
        by=by,
        now=now,
        reason=request.answers["reason"],
        channel=Channel.FORM,
        received_at=request.sent_at,
        shown=shown,
    )
    note_carried_out(by=by, request=request, now=now)
