"""What would be invoiced, if: asked of what the company in scope has agreed to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from saas.licensing.agreement.held import Held, held_on
from saas.licensing.agreement.rules import Timeline
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.models import standing_on
from saas.licensing.change.rules import Preview, Standing, preview
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.ordering.rules import When
from saas.licensing.plans.rules import Cadence, Edition
from saas.licensing.small_charges.models import books_on
from saas.licensing.termination.rules import last_day_under
from saas.licensing.vat.models import vat_of
from saas.licensing.what_if.rules import CashFlow, Left, cash_flow, foreseen, must_be_in_reach
from saas.tenants.company.models import our_company


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A preview of a day, the twelve months it leads to, and those without it."""

    offer: Preview
    flow: CashFlow
    as_now: CashFlow
    last_day: date | None


def what_if(
    *,
    edition: str,
    extra_seats: int,
    starts_on: date,
    today: date,
    cadence: Cadence | None = None,
    when: When = When.SOONEST,
    notice_on: date | None = None,
) -> WhatIf:
    """What agreeing to an edition on `starts_on` would lead to, with notice on `notice_on`.

    Raises DayOutOfReach, NoticeBeforeStart, NoSuchPlan, PlanIsByContract, TermsAreIndividual,
    and what `change.rules.preview` raises.
    """
    must_be_in_reach(starts_on, today=today, notice_on=notice_on)
    standing = _standing(starts_on, today)
    before = _as_known(standing)
    books, on_first = foreseen(before, books=standing.books, today=today, day=starts_on)
    standing = replace(standing, books=books)
    vat = vat_of(our_company(), on=starts_on)
    offer = preview(
        standing,
        edition=_sold(edition, standing, starts_on),
        extra_seats=extra_seats,
        day=starts_on,
        vat=vat,
        cadence=cadence,
        when=when,
    )
    after = standing.with_(offer.terms, offer.increase, *standing.contracts)
    left = None
    if notice_on is not None and standing.last_day is None:
        on_notice = after.on(notice_on) or offer.terms
        left = Left(notice_on, last_day_under(on_notice, received_on=notice_on))
    currency = offer.terms.fee.currency
    flow = partial(
        cash_flow,
        books=books,
        on_first=on_first + _last_of_all(starts_on, today=today, currency=currency),
        first=starts_on,
        vat=vat,
        currency=currency,
    )
    last_day = left.last_day if left else standing.last_day
    return WhatIf(offer, flow(after, left=left), flow(before), last_day)


def _sold(edition: str, standing: Standing, day: date) -> Edition:
    """The edition as it may be agreed to on a day: the company's own, or one that is offered."""
    current = standing.timeline.on(day)
    own = current is not None and current.edition == edition
    return catalogue()[edition] if own else catalogue().offered(edition, day)


def _standing(day: date, today: date) -> Standing:
    """Where the company stands on a coming day, with the books of today.

    It is on Free again after the last day of a notice.
    """
    held = held_on(day) or held_on(today)
    standing = standing_on(day, held)
    if held is None or (standing.last_day is not None and standing.last_day < day):
        return Standing()
    return _with_books(standing, held, today)


def _with_books(standing: Standing, held: Held, today: date) -> Standing:
    currency = held.timeline.terms[-1].fee.currency
    return replace(standing, books=books_on(today, held.id, currency=currency))


def _last_of_all(day: date, *, today: date, currency: str) -> tuple[ChargeLine, ...]:
    """What is invoiced on a coming day of an agreement that is over by then.

    One in arrears is settled on the day after its last. What was in another currency cannot be
    added to what is asked about.
    """
    held = held_on(today)
    if held is None:
        return ()
    standing = _with_books(standing_on(day, held), held, today)
    ends = _as_known(standing)
    if ends.on(day) is not None or standing.books.at_once_from.currency != currency:
        return ()
    return foreseen(ends, books=standing.books, today=today, day=day)[1]


def _as_known(standing: Standing) -> Timeline:
    """The timeline with all that is to come, and its end."""
    return standing.with_(standing.pending, standing.increase, *standing.contracts)
