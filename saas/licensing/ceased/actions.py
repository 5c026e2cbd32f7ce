"""Telling that a company has ceased, deciding it, and taking it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.carrying_out.actions import bring_up_to_date
from saas.licensing.ceased.ending import end_with, last_bill, let_go_on
from saas.licensing.ceased.models import Cessation
from saas.licensing.ceased.rules import (
    CessationSettled,
    NothingTold,
    Reason,
    State,
    ToldAlready,
    must_be_near,
    must_be_shown,
)
from saas.licensing.channels.rules import Channel
from saas.licensing.contract_events import CessationDecided, CessationTold
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.events import NoticeGiven
from saas.licensing.received_notices.rules import Scan
from saas.licensing.termination.actions import end_agreement
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What we are told: why the company ceases, its last day, where it can be seen, by whom.

    `contact_name` and `contact_email` are whoever acts for the estate.
    """

    reason: Reason
    last_day: date
    reference: str = ""
    paper: Scan | None = None
    words: str = ""
    contact_name: str = ""
    contact_email: str = ""
    channel: Channel = Channel.BUTTON
    told_by_name: str = ""


def tell(told: Told, *, by: Person, now: datetime) -> Cessation:
    """Write down, with its evidence, that the company in scope has ceased or is to cease.

    `by` is one of the company who may give notice, or one of our staff who was told. Nothing
    changes until staff approve it. Raises NotAllowed, EvidenceNeeded, DaySoFarAhead or
    ToldAlready.
    """
    if by.is_staff:
        by.must_be_staff(Permission.DECIDE)
    else:
        by.must(Permission.GIVE_NOTICE)
    paper = told.paper
    cessation = Cessation(
        reason=told.reason,
        last_day=must_be_near(told.last_day, today=day_of(now)),
        reference=must_be_shown(told.reference, has_paper=paper is not None),
        words=told.words,
        contact_name=told.contact_name,
        contact_email=told.contact_email,
        paper_name=paper.filename if paper else None,
        paper_type=paper.mime_type if paper else None,
        paper_sha256=paper.sha256 if paper else None,
        paper=paper.content if paper else None,
        channel=told.channel,
        told_by_name=told.told_by_name or by.name,
        registered_by_account_id=by.account_id,
        registered_by_name=by.name,
        registered_at=now,
    )
    with refused_by("one_cessation_per_company", ToldAlready()):
        db.session.add(cessation)
    announce(CessationTold(cessation.id))
    return cessation


def approve(
    *, cessation: Cessation, by: Person, now: datetime, shown: str | None = None
) -> Cessation:
    """Let the company in scope cease with its last day; no notice period is served.

    Its agreement ends that day, and what is paid for later days is credited. Its number, people
    and books stay; nothing new can be agreed. `shown` is the fingerprint of the bill that was
    shown: where it comes out different nothing happens and PreviewOutdated is raised. Raises
    NotAllowed, CessationSettled and what `last_bill` raises.
    """
    by.must_be_staff(Permission.DECIDE)
    company = take_turns()
    bring_up_to_date(now)
    held = _waiting(cessation)
    bill = last_bill(held, now=now)
    if shown is not None and shown != (bill.fingerprint if bill else ""):
        raise PreviewOutdated
    agreement = Agreement.holding_on(day_of(now))
    notice = end_with(agreement, held, company) if agreement else None
    company.ceased_on = held.last_day
    held.approved_at = now
    _decide(held, by)
    if agreement is not None and notice is not None:
        db.session.expire(agreement, ["notices"])
        announce(NoticeGiven(notice.id, notice.last_day))
        end_agreement(notice=notice, now=now)
    return held


def decline(*, cessation: Cessation, by: Person, now: datetime, says: str) -> Cessation:
    """Say no, and why; nothing changes. Raises NotAllowed or CessationSettled."""
    by.must_be_staff(Permission.DECIDE)
    take_turns()
    held = _waiting(cessation)
    held.declined_at, held.says = now, says
    _decide(held, by)
    return held


def take_back(*, by: Person, now: datetime, says: str = "") -> Cessation:
    """Take back what was told: the company while it waits, our staff also when it is approved.

    What has not ended by then goes on: a notice the company had given by itself, with its own
    last day. What has ended stays so; the company can agree to something new. Raises NotAllowed,
    NothingTold or CessationSettled.
    """
    company = take_turns()
    standing = Cessation.standing()
    if standing is None:
        raise NothingTold
    held = Cessation.locked(standing.id)
    if by.is_staff:
        by.must_be_staff(Permission.DECIDE)
    else:
        by.must(Permission.GIVE_NOTICE)
        if held.state is not State.WAITING:
            raise CessationSettled
    was_approved = held.state is State.APPROVED
    held.taken_back_at, held.taken_back_by_account_id = now, by.account_id
    held.taken_back_by_name, held.says = by.name, says
    company.ceased_on = None
    if held.notice_id is not None:
        let_go_on(Notice.find(held.notice_id), held.notice_before, now=now)
    db.session.flush()
    if was_approved:
        announce(CessationDecided(held.id))
    return held


def _waiting(cessation: Cessation) -> Cessation:
    held = Cessation.locked(cessation.id)
    if held.state is not State.WAITING:
        raise CessationSettled
    return held


def _decide(held: Cessation, by: Person) -> None:
    held.decided_by_account_id, held.decided_by_name = by.account_id, by.name
    db.session.flush()
    announce(CessationDecided(held.id))
