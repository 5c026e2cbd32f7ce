"""Leaving a paid plan, and staying after all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from saas.dates import day_of
from saas.db import db, refused_by
from saas.licensing.agreement.models import Agreement, Notice
from saas.licensing.agreement.rules import ONE_DAY
from saas.licensing.catalogue.models import catalogue
from saas.licensing.channels.rules import Channel
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.events import AgreementEnded, NoticeGiven, NoticeWithdrawn
from saas.licensing.seats.actions import entitle
from saas.licensing.staying.models import chosen_to_stay
from saas.licensing.termination.leaving import Leaving, farewell_of, leaving
from saas.licensing.termination.models import has_successor, notices_given
from saas.licensing.termination.preview import Farewell
from saas.licensing.termination.rules import (
    NoNoticeToWithdraw,
    NothingToTerminate,
    NoticeAlreadyGiven,
    SuccessorAgreed,
    must_have_arrived,
)
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.company.rules import CompanyHasCeased
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_notice(
    *,
    by: Person,
    now: datetime,
    received_at: datetime | None = None,
    by_contract: date | None = None,
) -> Farewell:
    """What notice given now would mean for the bill, to the öre; nothing is given yet.

    It counts from `received_at`, the instant the statement reached us (now, if nothing else is
    said). Raises NotAllowed, NothingToTerminate where that agreement is over, and what
    `leaving` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    meant = _meant(received_at or now, now=now, by_contract=by_contract)
    return farewell_of(meant, on=day_of(now))


def give_notice(
    *,
    by: Person,
    now: datetime,
    reason: str | None = None,
    channel: Channel = Channel.BUTTON,
    received_at: datetime | None = None,
    by_contract: date | None = None,
    shown: str | None = None,
) -> Notice:
    """Start the notice period. The agreement then ends by itself, after its last day.

    The notice is written, dated and numbered at once, with who gave it (S33, S37). It counts
    from `received_at`, the instant the statement reached us (now, if nothing else is said),
    however late it is recognised as the company's word; where its last day has passed by then,
    the agreement is closed at once. `shown` is the fingerprint of the preview that was
    confirmed: where it comes out different nothing is given and PreviewOutdated is raised.
    Raises NotAllowed, NotReceivedYet and what `leaving` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    company = take_turns()
    received_at = received_at or now
    meant = _meant(received_at, now=now, by_contract=by_contract)
    if shown is not None and farewell_of(meant, on=day_of(now)).fingerprint != shown:
        raise PreviewOutdated
    notice = Notice(
        number=f"{company.customer_number}-{notices_given() + 1}",
        agreement_id=meant.agreement.id,
        channel=channel,
        given_by_id=by.id,
        given_by_name=by.name,
        received_on=meant.received_on,
        received_at=received_at,
        last_day=meant.last_day,
        reason=reason or None,
    )
    with refused_by("one_open_notice_per_agreement", NoticeAlreadyGiven()):
        db.session.add(notice)
    db.session.expire(meant.agreement, ["notices"])
    announce(NoticeGiven(notice.id, notice.last_day))
    end_agreement(notice=notice, now=now)
    return notice


def preview_count_from(
    *, notice: Notice, received_at: datetime, by: Person, now: datetime, by_contract: date | None
) -> Farewell:
    """What the bill comes to where an open notice counts from an earlier day; as it is, if later.

    Raises NotAllowed, and what `leaving` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    meant = _sooner(notice, received_at, by_contract)
    if meant is None:
        terms = notice.agreement.timeline().terms[-1]
        meant = Leaving(notice.agreement, terms, notice.received_on, notice.last_day)
    return farewell_of(meant, on=day_of(now))


def count_from(
    *, notice: Notice, received_at: datetime, by: Person, now: datetime, by_contract: date | None
) -> None:
    """Let an open notice count from an earlier day on which the same word had reached us.

    Its last day comes earlier or stays, never later, and it is confirmed anew. Raises
    NotAllowed, and what `leaving` raises.
    """
    by.must(Permission.GIVE_NOTICE)
    take_turns()
    meant = _sooner(notice, received_at, by_contract)
    if meant is None:
        return
    notice.received_at, notice.received_on = received_at, meant.received_on
    notice.last_day = meant.last_day
    db.session.flush()
    announce(NoticeGiven(notice.id, notice.last_day))
    end_agreement(notice=notice, now=now)


def withdraw_notice(*, by: Person, now: datetime) -> Notice:
    """Stay after all: until the last day, inclusive.

    Raises NotAllowed, NoNoticeToWithdraw, CompanyHasCeased, or SuccessorAgreed where something
    else has been agreed for the days after.
    """
    by.must(Permission.GIVE_NOTICE)
    take_turns()
    agreement = Agreement.holding_on(day_of(now))
    if agreement is None or agreement.notice is None:
        raise NoNoticeToWithdraw
    if has_successor(agreement):
        raise SuccessorAgreed
    notice = agreement.notice
    if notice.ceased:
        raise CompanyHasCeased
    notice.withdrawn_at, notice.withdrawn_by_id = now, by.id
    db.session.flush()
    announce(NoticeWithdrawn(notice.id))
    return notice


def end_agreement(*, notice: Notice, now: datetime) -> None:
    """Close an agreement whose last day has passed: the company is on Free, nobody is deleted.

    Where there are more people than Free seats, the newest may only look. Doing it again
    changes nothing.
    """
    take_turns()
    if notice.withdrawn_at is not None or not notice.last_day < day_of(now):
        return
    running = [term for term in notice.agreement.terms if term.until is None]
    for term in running:
        term.until = notice.last_day + ONE_DAY
    db.session.flush()
    if running and Agreement.holding_on(day_of(now)) is None:
        free, kept = catalogue().free(day_of(now)), chosen_to_stay(notice.last_day + ONE_DAY)
        entitle(seats=free.seats_included, by=None, now=now, keep=kept)
    if running:
        announce(AgreementEnded(notice.agreement_id, notice.last_day))


def _meant(received_at: datetime, *, now: datetime, by_contract: date | None = None) -> Leaving:
    """What a statement that reached us at an instant means for the agreement that holds now."""
    meant = leaving(
        received_on=day_of(must_have_arrived(received_at, now=now)), by_contract=by_contract
    )
    if meant.agreement is not Agreement.holding_on(day_of(now)):
        raise NothingToTerminate
    return meant


def _sooner(notice: Notice, received_at: datetime, by_contract: date | None) -> Leaving | None:
    """What an open notice means where it counts from an earlier instant; None for no earlier."""
    if received_at >= notice.received_at:
        return None
    meant = leaving(received_on=day_of(received_at), by_contract=by_contract, again=True)
    if meant.agreement.id != notice.agreement_id:
        raise NothingToTerminate
    return replace(meant, last_day=min(notice.last_day, meant.last_day))
