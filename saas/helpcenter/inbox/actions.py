"""Sending a request, and moving it on: words, a decision, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from saas.db import db, refused_by
from saas.helpcenter.events import RequestMoved, RequestSent
from saas.helpcenter.inbox.models import HelpRequest, RequestEntry
from saas.helpcenter.inbox.rules import AlreadyClosed, Deed, NotWaiting, State
from saas.outbox import announce
from saas.scope import current_tenant_id
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def send_request(
    *,
    by: Person,
    form: str,
    subject: str,
    answers: Mapping[str, Any],
    needs_approval: bool = False,
    now: datetime,
) -> HelpRequest:
    """Give what is asked for a number, and whoever is to act something to do.

    `subject` is a marked sentence with places for the answers. With `needs_approval` it waits
    for the company's administrators, otherwise for our staff or for the form that sent it to
    carry it out at once. Raises NotAllowed for one who may not ask.
    """
    by.must(Permission.ASK)
    _wait_for_the_series()
    request = HelpRequest(
        number=HelpRequest.next_number(),
        form=form,
        subject=subject,
        answers=dict(answers),
        needs_approval=needs_approval,
        sent_by_id=by.id,
        sent_at=now,
    )
    db.session.add(request)
    db.session.flush()
    announce(RequestSent(request.id))
    return request


def write(*, by: Person, request: HelpRequest, body: str, now: datetime) -> RequestEntry:
    """Add a person's words. While colleagues decide they are for them, otherwise for our staff."""
    by.must(Permission.ASK)
    deed = Deed.SAID if _held(request).is_pending else Deed.REPLIED
    return _add(request, deed, by=by, body=body, now=now)


def close(*, by: Person, request: HelpRequest, now: datetime) -> RequestEntry:
    """End a request: the asker has what they need or want it no more. Raises AlreadyClosed."""
    by.must(Permission.ASK)
    if _held(request).state is State.CLOSED:
        raise AlreadyClosed
    return _add(request, Deed.CLOSED, by=by, now=now)


def decline(*, by: Person, request: HelpRequest, reason: str, now: datetime) -> RequestEntry:
    """Say no to what a colleague asks for, and why. Raises NotAllowed or NotWaiting."""
    by.must(Permission.DECIDE)
    must_be_pending(request)
    return _decide(request, Deed.DECLINED, by=by, body=reason, now=now)


def must_be_pending(request: HelpRequest) -> None:
    """Take the request's turn, and refuse one that nobody has to decide. Raises NotWaiting."""
    if not _held(request).is_pending:
        raise NotWaiting


def note_carried_out(*, by: Person, request: HelpRequest, now: datetime) -> RequestEntry:
    """Write down that what was asked for has been done, in the same transaction as the deed."""
    return _decide(request, Deed.CARRIED_OUT, by=by, body="", now=now)


def answer(*, by: Person, request: HelpRequest, body: str, now: datetime) -> RequestEntry:
    """Staff's answer, mailed to the asker. Raises NotAllowed for everyone else.

    It decides nothing: while colleagues have to approve, the turn stays with them.
    """
    by.must_be_staff(Permission.ASK)
    deed = Deed.SAID if _held(request).is_pending else Deed.ANSWERED
    return _add(request, deed, by=by, body=body, now=now)


def note(*, by: Person, request: HelpRequest, body: str, now: datetime) -> RequestEntry:
    """A note that only staff can read, and that leaves the turn where it is."""
    by.must_be_staff(Permission.ASK)
    return _add(request, Deed.NOTED, by=by, body=body, now=now)


def _wait_for_the_series() -> None:
    """Let one transaction at a time number a request of this company.

    Not by the company's row, as elsewhere: a request that is carried out at once goes on to take
    a seat, and whoever takes a seat refers to that row with the seats already locked.
    """
    series = f"help_requests of {current_tenant_id()}"
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(series, 0))))


def _held(request: HelpRequest) -> HelpRequest:
    """The request as it is now, ours until our transaction ends."""
    return db.session.scalars(
        select(HelpRequest)
        .where(HelpRequest.id == request.id)
        .with_for_update(of=HelpRequest)
        .execution_options(populate_existing=True)
    ).one()


def _decide(
    request: HelpRequest, deed: Deed, *, by: Person, body: str, now: datetime
) -> RequestEntry:
    with refused_by("a_request_is_decided_once", NotWaiting()):
        return _add(request, deed, by=by, body=body, now=now)


def _add(
    request: HelpRequest, deed: Deed, *, by: Person, body: str = "", now: datetime
) -> RequestEntry:
    entry = RequestEntry(
        tenant_id=current_tenant_id(),
        request_id=request.id,
        deed=deed,
        body=body,
        by_account_id=by.account_id,
        by_name=by.name,
        by_staff=by.is_staff,
        at=now,
    )
    db.session.add(entry)
    db.session.flush()
    db.session.expire(request, ["last_deed", "entries"])
    announce(RequestMoved(request.id, entry.id))
    return entry
