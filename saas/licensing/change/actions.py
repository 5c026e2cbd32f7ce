"""Agreeing to another plan, or to more seats."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.db import db
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.agreement.rules import Terms
from saas.licensing.catalogue.models import catalogue, note_sale
from saas.licensing.change.rules import Preview, PreviewOutdated, Standing, preview
from saas.licensing.events import AgreementStarted, TermsChanged
from saas.licensing.seats.actions import entitle
from saas.licensing.termination.actions import end_agreement
from saas.licensing.termination.models import served_out
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.tenants.company.models import our_company, take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.tenants.terms.rules import edition_on


def preview_change(*, edition_key: str, extra_seats: int, by: Person, now: datetime) -> Preview:
    """What agreeing to an edition with so many extra seats would mean just now, to the öre.

    Raises NotAllowed, NoSuchPlan, PlanIsByContract and what `rules.preview` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    day = day_of(now)
    return preview(
        _standing(Agreement.holding_on(day)),
        edition=catalogue().offered(edition_key, day),
        extra_seats=extra_seats,
        day=day,
        vat=vat_of(our_company(), on=day),
    )


def change_plan(
    *, edition_key: str, extra_seats: int, shown: str, by: Person, now: datetime
) -> Agreement:
    """Agree to exactly what was shown: `shown` is the fingerprint of its preview.

    The preview is made again under the company's lock. Where it comes out different nothing is
    agreed and PreviewOutdated is raised; otherwise the charge is the preview. Raises what
    `preview_change` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    take_turns()
    for notice in served_out(day_of(now)):
        end_agreement(notice=notice, now=now)
    offer = preview_change(edition_key=edition_key, extra_seats=extra_seats, by=by, now=now)
    if offer.fingerprint != shown:
        raise PreviewOutdated
    note_sale(catalogue()[edition_key], at=now)
    agreement = Agreement.holding_on(offer.day)
    if agreement is None:
        agreement = _start(offer.terms, by=by, now=now)
        fact: AgreementStarted | TermsChanged = AgreementStarted(agreement.id, offer.day)
    else:
        _close_running(agreement, offer.terms)
        fact = TermsChanged(agreement.id, offer.day)
    _write_down(agreement, offer.terms, by=by, now=now)
    entitle(seats=offer.terms.seats, by=by, now=now)
    announce(fact)
    return agreement


def _standing(agreement: Agreement | None) -> Standing:
    """Where the company stands; the end a notice brings is kept apart from the terms."""
    if agreement is None:
        return Standing()
    return Standing(
        timeline=agreement.terms_agreed(),
        anchor=agreement.started_on,
        last_day=agreement.notice.last_day if agreement.notice else None,
    )


def _start(terms: Terms, *, by: Person, now: datetime) -> Agreement:
    agreement = Agreement(
        started_on=terms.starts_on,
        currency=terms.fee.currency,
        terms_of_service=edition_on(terms.starts_on).name,
        agreed_by_id=by.id,
        agreed_at=now,
    )
    db.session.add(agreement)
    db.session.flush()
    return agreement


def _close_running(agreement: Agreement, agreed: Terms) -> None:
    """Let what held until now end where the new terms begin. Terms are closed once."""
    for term in agreement.terms:
        if term.until is None:
            term.until = agreed.starts_on
    db.session.flush()


def _write_down(agreement: Agreement, terms: Terms, *, by: Person, now: datetime) -> None:
    db.session.add(
        AgreementTerm(
            agreement_id=agreement.id,
            edition=terms.edition,
            plan_name=terms.name,
            currency=terms.fee.currency,
            fee_minor=terms.fee.minor,
            seat_fee_minor=terms.seat_fee.minor if terms.seat_fee is not None else None,
            seats_included=terms.seats_included,
            extra_seats=terms.extra_seats,
            notice_kind=terms.notice.kind,
            notice_months=terms.notice.months,
            notice_to_period_end=terms.notice.to_period_end,
            notice_term=terms.notice.term,
            starts_on=terms.starts_on,
            until=None,
            agreed_by_id=by.id,
            agreed_at=now,
        )
    )
    db.session.flush()
    db.session.expire(agreement, ["terms"])
