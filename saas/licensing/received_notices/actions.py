"""Writing down that notice reached us, and saying whether it is the company's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from saas.dates import day_of
from saas.db import db
from saas.licensing.channels.rules import Channel
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.events import StatementReceived, StatementRejected
from saas.licensing.received_notices.models import NoticeScan, ReceivedNotice, notice_open
from saas.licensing.received_notices.preview import preview_confirmation
from saas.licensing.received_notices.rules import (
    Scan,
    StatementSettled,
    must_pass_our_hands,
    recognises,
)
from saas.licensing.termination.actions import count_from, give_notice
from saas.licensing.termination.leaving import leaving
from saas.licensing.termination.rules import confirmed_by, must_have_arrived
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What reached us: how, when, from whom, in which words, and what a contract on paper says."""

    channel: Channel
    received_at: datetime
    from_name: str
    from_email: str = ""
    words: str = ""
    last_day: date | None = None
    scan: Scan | None = None


def register_statement(said: Statement, *, by: Person, now: datetime) -> ReceivedNotice:
    """Write down that notice reached us from the company in scope, on the day it did.

    Where it is the word of an active person who may give notice, notice is given at once, from
    that day. Otherwise the company's people who may are asked (S33, S109), and it waits with
    its receipt kept. `by` is one of our staff. Raises NotAllowed, NeedsNoStaff, NotReceivedYet,
    and what `leaving` raises where there is nothing to terminate.
    """
    by.must_be_staff(Permission.DECIDE)
    must_pass_our_hands(said.channel)
    received_on = day_of(must_have_arrived(said.received_at, now=now))
    leaving(received_on=received_on, by_contract=said.last_day)
    sender = _sender(said)
    received = ReceivedNotice(
        channel=said.channel,
        received_at=said.received_at,
        received_on=received_on,
        from_name=said.from_name,
        from_email=said.from_email,
        sender_id=sender.id if sender else None,
        words=said.words,
        last_day=said.last_day,
        confirm_by=confirmed_by(received_on),
        registered_by_account_id=by.account_id,
        registered_by_name=by.name,
        registered_at=now,
    )
    db.session.add(received)
    db.session.flush()
    if said.scan:
        _keep(said.scan, received)
    if sender and sender.may(Permission.GIVE_NOTICE):
        _become_notice(received, by=sender, now=now)
    announce(StatementReceived(received.id))
    return received


def confirm_authority(
    *, received: ReceivedNotice, by: Person, now: datetime, shown: str | None = None
) -> ReceivedNotice:
    """Say that a statement is the company's word: notice, from the day it first reached us.

    Where the company has given notice by itself meanwhile it is the same notice, and counts
    from whichever reached us first. `shown` is the fingerprint of the preview that was
    confirmed: where it comes out different PreviewOutdated is raised. Raises NotAllowed,
    StatementSettled, and what `give_notice` raises.
    """
    held = _to_decide(received, by=by)
    take_turns()
    if shown is not None:
        meant = preview_confirmation(received=held, by=by, now=now)
        if meant.fingerprint != shown:
            raise PreviewOutdated
    if given := notice_open(now):
        count_from(
            notice=given,
            received_at=held.received_at,
            by=by,
            now=now,
            by_contract=held.last_day,
        )
        held.notice_id = given.id
    else:
        _become_notice(held, by=by, now=now)
    held.decided_by_id, held.decided_at = by.id, now
    db.session.flush()
    return held


def reject_statement(*, received: ReceivedNotice, by: Person, now: datetime) -> ReceivedNotice:
    """Say that a statement is not the company's word. Nothing changes for the plan.

    Raises NotAllowed or StatementSettled.
    """
    held = _to_decide(received, by=by)
    held.rejected_at = held.decided_at = now
    held.decided_by_id = by.id
    db.session.flush()
    announce(StatementRejected(held.id))
    return held


def escalate(*, received_id: int, now: datetime) -> ReceivedNotice | None:
    """Note that our word on a statement is overdue; None where it waits no more, or was noted.

    A company that has given notice by itself has our word already.
    """
    held = ReceivedNotice.locked(received_id)
    if not held.waits or held.escalated_at is not None or notice_open(now):
        return None
    held.escalated_at = now
    db.session.flush()
    return held


def _to_decide(received: ReceivedNotice, *, by: Person) -> ReceivedNotice:
    by.must(Permission.GIVE_NOTICE)
    held = ReceivedNotice.locked(received.id)
    if not held.waits:
        raise StatementSettled
    return held


def _become_notice(received: ReceivedNotice, *, by: Person, now: datetime) -> None:
    notice = give_notice(
        by=by,
        now=now,
        channel=received.channel,
        received_at=received.received_at,
        by_contract=received.last_day,
    )
    received.notice_id = notice.id
    db.session.flush()


def _sender(said: Statement) -> Person | None:
    """The one active person whose word it is; None for nobody, and for two of the same name."""
    whose = [
        person
        for person in Person.active()
        if recognises(
            said.channel,
            from_name=said.from_name,
            from_email=said.from_email,
            name=person.name,
            email=person.email,
        )
    ]
    return whose[0] if len(whose) == 1 else None


def _keep(scan: Scan, received: ReceivedNotice) -> None:
    db.session.add(
        NoticeScan(
            received_id=received.id,
            filename=scan.filename,
            mime_type=scan.mime_type,
            sha256=scan.sha256,
            content=scan.content,
        )
    )
    db.session.flush()
