"""What agreeing to another plan or to more seats would cost: the preview is the charge."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from saas.errors import Conflict, Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.charges.rules import difference, items
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.plans.rules import Edition
from saas.licensing.vat.rules import Taxed, VatDecision, taxed
from saas.text import N_

MOST_EXTRA_SEATS: Final = 10_000


class PreviewOutdated(Conflict):
    """What was shown no longer holds: time has passed, or something was agreed since."""

    says = N_(
        "This has changed since you looked, so nothing was agreed. Here is what holds now: "
        "check it and confirm again."
    )


class NothingChanges(Refusal):
    """The company has this plan and these seats."""

    says = N_("You have this plan and this many seats already. Choose something else.")
    field = "extra_seats"


class SeatsOnlyGrowHere(Refusal):
    """Fewer seats than now."""

    says = N_(
        "You have %(seats)s seats now. Fewer seats hold from the next period and are not ordered "
        "here: ask us in the help centre."
    )
    field = "extra_seats"

    def __init__(self, seats: int) -> None:
        self.seats = seats


class PlanOnlyGrowsHere(Refusal):
    """A plan that costs less than the one the company has."""

    says = N_(
        "%(plan)s costs less than the plan you have. Changing to it is not done here: ask us in "
        "the help centre, or give notice."
    )
    field = "edition"

    def __init__(self, plan: str) -> None:
        self.plan = plan


class PlanSellsNoSeats(Refusal):
    """Seats beyond those included, on a plan without a price for them."""

    says = N_("%(plan)s has the seats it includes and sells no more.")
    field = "extra_seats"

    def __init__(self, plan: str) -> None:
        self.plan = plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a company stands before it agrees to something.

    `timeline` is without the end a notice brings, and `last_day` is that end; both are empty
    on Free.
    """

    timeline: Timeline = field(default_factory=Timeline)
    last_day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCharge:
    """What a month costs, and the day the next is charged: None where a notice comes before."""

    monthly: Taxed
    next_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What would be agreed on `day`, what is charged for it at once, and what a month costs then.

    `now` is what the lines come to with tax, and `standing` what follows.
    """

    day: date
    terms: Terms
    lines: tuple[ChargeLine, ...]
    now: Taxed
    standing: StandingCharge

    @property
    def fingerprint(self) -> str:
        """The same for two previews exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def preview(
    standing: Standing, *, edition: Edition, extra_seats: int, day: date, vat: VatDecision
) -> Preview:
    """What agreeing to `edition` with `extra_seats` on `day` means, to the öre.

    The lines are the difference between what is owed with the change and without it, so they
    are what an invoice of that day adds. Raises PlanSellsNoSeats, PlanOnlyGrowsHere,
    SeatsOnlyGrowHere or NothingChanges.
    """
    yesterday = standing.timeline.on(day - ONE_DAY)
    anchor = yesterday.anchor if yesterday else day
    agreed = Terms.of(edition, extra_seats=extra_seats, starts_on=day, anchor=anchor)
    _must_be_more(standing.timeline.on(day), agreed, edition)
    before = _as_ended(standing.timeline, standing.last_day)
    after = _as_ended(standing.timeline.changed(agreed), standing.last_day)
    owed = difference(before, through=day)
    lines = difference(after, invoiced=owed, through=day)
    return Preview(
        day=day,
        terms=agreed,
        lines=tuple(lines),
        now=taxed((line.net for line in lines), vat, currency=agreed.fee.currency),
        standing=standing_charge(agreed, day=day, vat=vat, last_day=standing.last_day),
    )


def standing_charge(
    terms: Terms, *, day: date, vat: VatDecision, last_day: date | None = None
) -> StandingCharge:
    """What a whole month of `terms` costs, and when the one after that of `day` is charged."""
    month = [priced.unit_price * quantity for priced, quantity in items(terms)]
    following = terms.period_of(day).until
    return StandingCharge(
        monthly=taxed(month, vat, currency=terms.fee.currency),
        next_on=following if last_day is None or following <= last_day else None,
    )


def _must_be_more(current: Terms | None, agreed: Terms, edition: Edition) -> None:
    if agreed.extra_seats and not edition.sells_seats:
        raise PlanSellsNoSeats(edition.name)
    if current is None:
        return
    if agreed.fee < current.fee:
        raise PlanOnlyGrowsHere(edition.name)
    if agreed.seats < current.seats:
        raise SeatsOnlyGrowHere(current.seats)
    if (agreed.edition, agreed.extra_seats) == (current.edition, current.extra_seats):
        raise NothingChanges


def _as_ended(timeline: Timeline, last_day: date | None) -> Timeline:
    return timeline if last_day is None else timeline.ended(last_day + ONE_DAY)
