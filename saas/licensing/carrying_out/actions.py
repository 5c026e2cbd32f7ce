"""Letting what was agreed before hold, from its day on: once, whoever asks first."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.licensing.agreement.actions import carry_out_change
from saas.licensing.agreement.held import Held, held_on
from saas.licensing.agreement.models import ScheduledChange
from saas.licensing.events import TermsChanged
from saas.licensing.seats.actions import entitle
from saas.licensing.staying.models import chosen_to_stay
from saas.licensing.termination.actions import end_agreement
from saas.licensing.termination.models import served_out
from saas.outbox import announce
from saas.tenants.company.models import take_turns


def carry_out(change: ScheduledChange, *, now: datetime) -> None:
    """Let a change hold whose day has come, with the seats that it brings.

    Where there are fewer than people, those chosen to stay keep theirs. Doing it again, or
    before its day, or after its agreement has ended changes nothing.
    """
    take_turns()
    terms = carry_out_change(change, now=now)
    if terms is None:
        return
    entitle(seats=terms.seats, by=None, now=now, keep=chosen_to_stay(terms.starts_on))
    announce(TermsChanged(change.agreement_id, terms.starts_on))


def bring_up_to_date(now: datetime) -> Held | None:
    """Do what was due by today and the calendar has not come to yet; the agreement that holds.

    In the company in scope, whose turn it is. Where an agreement holds no notice of another
    can have been served out unclosed, for terms never overlap.
    """
    today = day_of(now)
    held = held_on(today)
    if held is None:
        for notice in served_out(today):
            end_agreement(notice=notice, now=now)
        return None
    due = [change for change in held.to_come if change.terms.starts_on <= today]
    for change in due:
        carry_out(ScheduledChange.find(change.id), now=now)
    return held_on(today) if due else held
