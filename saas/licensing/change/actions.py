"""Agreeing to another plan, to more or fewer seats, or to other billing periods."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

from saas.dates import day_of
from saas.licensing.agreement.actions import (
    NoChangeToWithdraw,
    continue_agreement,
    schedule_change,
    start_agreement,
    withdraw_change,
)
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.held import Held, held_on
from saas.licensing.agreement.models import Agreement, ScheduledChange
from saas.licensing.agreement.rules import Terms
from saas.licensing.carrying_out.actions import bring_up_to_date
from saas.licensing.catalogue.models import (
    catalogue,
    catalogue_anew,
    catalogue_listing,
    note_sale,
)
from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.change.models import coming_for, standing_on
from saas.licensing.change.rules import Preview, preview
from saas.licensing.effects.rules import PreviewOutdated
from saas.licensing.events import (
    AgreementStarted,
    ChangeScheduled,
    ChangeWithdrawn,
    TermsChanged,
)
from saas.licensing.ordering.rules import When
from saas.licensing.plans.rules import Cadence
from saas.licensing.seats.actions import entitle
from saas.licensing.vat.models import vat_of
from saas.outbox import announce
from saas.tenants.company.models import Tenant, our_company, take_turns
from saas.tenants.company.rules import must_live
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_change(
    *,
    edition_key: str,
    extra_seats: int,
    by: Person,
    now: datetime,
    cadence: Cadence | None = None,
    when: When = When.SOONEST,
) -> Preview:
    """What agreeing to an edition with so many extra seats would mean just now, to the öre.

    The company's own edition can be agreed to again though it is sold no more. Raises
    NotAllowed, CompanyHasCeased, NoSuchPlan, PlanIsByContract and what `rules.preview` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    return _previewed(
        held_on(day_of(now)),
        edition_key=edition_key,
        extra_seats=extra_seats,
        day=day_of(now),
        cadence=cadence,
        when=when,
        company=our_company(),
    )


def change_plan(
    *,
    edition_key: str,
    extra_seats: int,
    shown: str,
    by: Person,
    now: datetime,
    cadence: Cadence | None = None,
    when: When = When.SOONEST,
) -> Preview:
    """Agree to exactly what was shown: `shown` is the fingerprint of its preview.

    The preview is made again under the company's lock. Where it comes out different nothing is
    agreed and PreviewOutdated is raised; otherwise the charge is the preview, which is handed
    back. What was to come is withdrawn. Where `by` is one of our staff nobody of the company is
    said to have agreed: `on_behalf` writes down who asked. Raises what `preview_change` raises.
    """
    by.must(Permission.CHANGE_PLAN)
    company = take_turns()
    held = bring_up_to_date(now)
    offer = _previewed(
        held,
        edition_key=edition_key,
        extra_seats=extra_seats,
        day=day_of(now),
        cadence=cadence,
        when=when,
        company=company,
        listed=catalogue_anew,
    )
    if offer.fingerprint != shown:
        raise PreviewOutdated
    _agree_to(offer, held, by=None if by.is_staff else by, now=now)
    return offer


def withdraw_coming(*, by: Person, now: datetime) -> ScheduledChange:
    """Let the change the company agreed on not come; what holds now holds on.

    Raises NotAllowed, and NoChangeToWithdraw where there is none or it already holds.
    """
    by.must(Permission.CHANGE_PLAN)
    take_turns()
    bring_up_to_date(now)
    agreement = Agreement.holding_on(day_of(now))
    change = coming_for(agreement, ChangeReason.CUSTOMER)
    if agreement is None or change is None:
        raise NoChangeToWithdraw
    withdraw_change(change, by=by, now=now)
    if increase := coming_for(agreement, ChangeReason.PRICE_INCREASE):
        seats = agreement.terms[-1].extra_seats
        _adapt_increase(agreement, replace(increase.as_agreed, extra_seats=seats), now=now)
    announce(ChangeWithdrawn(change.id))
    return change


def _previewed(
    held: Held | None,
    *,
    edition_key: str,
    extra_seats: int,
    day: date,
    cadence: Cadence | None,
    when: When,
    company: Tenant,
    listed: Callable[[], Catalogue] = catalogue,
) -> Preview:
    must_live(company.ceased_on)
    standing = standing_on(day, held)
    current = standing.timeline.on(day)
    if current is not None and current.edition == edition_key:
        edition = catalogue_listing(edition_key)[edition_key]  # as sold: no list changes it
    else:
        edition = listed().offered(edition_key, day)
    return preview(
        standing,
        edition=edition,
        extra_seats=extra_seats,
        day=day,
        vat=vat_of(company, on=day),
        cadence=cadence,
        when=when,
    )


def _agree_to(offer: Preview, held: Held | None, *, by: Person | None, now: datetime) -> None:
    """Write down what was shown; what was to come makes way for it."""
    if held is None or held.timeline.terms[-1].edition != offer.terms.edition:
        note_sale(catalogue()[offer.terms.edition], at=now)
    if held is None:
        agreement = start_agreement(offer.terms, by=by, now=now)
        entitle(seats=offer.terms.seats, by=by, now=now)
        announce(AgreementStarted(agreement.id, offer.day))
        return
    if held.to_come:
        _make_way(offer, by=by, now=now)
    if offer.is_to_come:
        why = ChangeReason.CUSTOMER
        change = schedule_change(held, offer.terms, by=by, now=now, why=why)
        announce(ChangeScheduled(change.id))
    else:
        continue_agreement(held, offer.terms, by=by, now=now)
        entitle(seats=offer.terms.seats, by=by, now=now)
        announce(TermsChanged(held.id, offer.day))


def _make_way(offer: Preview, *, by: Person | None, now: datetime) -> None:
    agreement = Agreement.holding_on(day_of(now))
    if own := coming_for(agreement, ChangeReason.CUSTOMER):
        withdraw_change(own, by=by, now=now)
    if agreement is not None:
        _adapt_increase(agreement, offer.increase, now=now)


def _adapt_increase(agreement: Agreement, increase: Terms | None, *, now: datetime) -> None:
    """Let a price increase to come be for the seats there are then, or not come at all."""
    announced = coming_for(agreement, ChangeReason.PRICE_INCREASE)
    if announced is None or announced.as_agreed == increase:
        return
    withdraw_change(announced, by=None, now=now)
    if increase is not None:
        schedule_change(agreement, increase, by=None, now=now, why=ChangeReason.PRICE_INCREASE)
