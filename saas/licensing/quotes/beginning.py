"""The terms of an accepted quote going into the company's agreement, now or on their day."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.actions import (
    continue_agreement,
    schedule_change,
    start_agreement,
    withdraw_change,
)
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Terms
from saas.licensing.carrying_out.actions import bring_up_to_date
from saas.licensing.catalogue.models import catalogue, note_sale
from saas.licensing.entitlements.actions import grant, make_way_for_quote
from saas.licensing.entitlements.rules import Override
from saas.licensing.events import AgreementStarted, ChangeWithdrawn, NoticeWithdrawn, TermsChanged
from saas.licensing.quotes.later import accepted_ahead
from saas.licensing.quotes.models import Quote, QuoteAnswer, QuotedAgreement
from saas.licensing.seats.actions import entitle
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person


def begin(quote: Quote, terms: Terms, *, by: Person, now: datetime) -> None:
    """Let the terms of an accepted quote hold from their first day.

    A running agreement gets them at once, or as a change that is to come. A company on Free
    starts an agreement with them at once; from a later day it stays on Free until then, and
    `begin_accepted` starts it. So it is where notice ends the running agreement before that
    day. Called with the company's row locked.
    """
    note_sale(catalogue()[quote.edition], at=now)
    day = day_of(now)
    agreement = Agreement.holding_on(day)
    if agreement is not None and agreement.timeline().on(terms.starts_on) is None:
        return
    if agreement is not None:
        _make_way(agreement, terms, by=by, now=now)
    if terms.starts_on <= day:
        _hold_now(quote, agreement, terms, by=by, now=now)
    elif agreement is not None:
        _let_come(quote, agreement, terms, by=by, now=now)


def begin_accepted(*, quote: Quote, now: datetime) -> None:
    """Start the agreement of a quote accepted ahead, on its day. Doing it again changes nothing.

    An agreement that runs then goes on with the terms of the quote, for as long as they say: a
    notice of it, given after the quote was accepted, is withdrawn by the contract that follows.
    Nothing begins that was overtaken by a quote accepted later; what else was accepted ahead
    becomes a change to come of the agreement. Nothing begins for a company that has ceased.
    """
    if take_turns().ceased_on is not None:
        return
    terms = accepted_ahead().get(quote.id)
    answer = db.session.scalar(select(QuoteAnswer).where(QuoteAnswer.quote_id == quote.id))
    if answer is None or terms is None:
        return
    by = Person.find(answer.by_person_id)
    bring_up_to_date(now)
    agreement = Agreement.holding_on(day_of(now))
    if agreement is not None:
        _make_way(agreement, terms, by=by, now=now, unless=ChangeReason.CONTRACT)
        _stay(agreement, by=by, now=now)
    service = answer.terms_of_service
    agreement = _hold_now(quote, agreement, terms, by=by, now=now, service=service)
    for quote_id, coming in accepted_ahead().items():
        if coming.starts_on > day_of(now):
            _let_come(Quote.find(quote_id), agreement, coming, by=by, now=now)


def _let_come(
    quote: Quote, agreement: Agreement, terms: Terms, *, by: Person, now: datetime
) -> None:
    schedule_change(agreement, terms, by=by, now=now, why=ChangeReason.CONTRACT)
    _grant(quote, agreement, terms, by=by, now=now)
    _note(quote, agreement, now)


def _make_way(
    agreement: Agreement,
    terms: Terms,
    *,
    by: Person,
    now: datetime,
    unless: ChangeReason | None = None,
) -> None:
    """Withdraw what was to come on the day the terms start or later; what comes before, comes."""
    for coming in agreement.to_come:
        if coming.starts_on >= terms.starts_on and coming.why is not unless:
            withdraw_change(coming, by=by, now=now)
            announce(ChangeWithdrawn(coming.id))


def _stay(agreement: Agreement, *, by: Person, now: datetime) -> None:
    notice = agreement.notice
    if notice is not None:
        notice.withdrawn_at, notice.withdrawn_by_id = now, by.id
        db.session.flush()
        announce(NoticeWithdrawn(notice.id))


def _hold_now(
    quote: Quote,
    agreement: Agreement | None,
    terms: Terms,
    *,
    by: Person,
    now: datetime,
    service: str | None = None,
) -> Agreement:
    if agreement is None:
        agreement = start_agreement(terms, by=by, now=now, terms_of_service=service)
        fact: AgreementStarted | TermsChanged = AgreementStarted(agreement.id, terms.starts_on)
    else:
        continue_agreement(agreement, terms, by=by, now=now)
        fact = TermsChanged(agreement.id, terms.starts_on)
    entitle(seats=terms.seats, by=by, now=now)
    _grant(quote, agreement, terms, by=by, now=now)
    _note(quote, agreement, now)
    announce(fact)
    return agreement


def _grant(quote: Quote, agreement: Agreement, terms: Terms, *, by: Person, now: datetime) -> None:
    make_way_for_quote(agreement=agreement, features=quote.features, on=terms.starts_on)
    for feature, most in quote.features.items():
        granted = grant(
            agreement=agreement,
            feature=feature,
            said=Override(allowed=True, most=most),
            starts_on=terms.starts_on,
            why=quote.name,
            by=by,
            now=now,
        )
        granted.by_quote = True


def _note(quote: Quote, agreement: Agreement, now: datetime) -> None:
    db.session.add(QuotedAgreement(quote_id=quote.id, agreement_id=agreement.id, at=now))
    db.session.flush()
