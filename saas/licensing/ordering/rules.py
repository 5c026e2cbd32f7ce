"""What is asked for when a plan is changed, and from when it may hold.

What is more holds at once, or from the next billing period if one likes; what is less holds
from the next period, for the one that runs has been agreed on (domain.md §13). Prices that
were agreed stay while the plan and the periods do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import StrEnum

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.plans.rules import Cadence, Edition, Timing
from saas.licensing.termination.rules import running_term
from saas.text import N_


class When(StrEnum):
    """From when a change is to hold: as soon as it may, or from the next billing period."""

    SOONEST = "soonest"
    PERIOD_END = "period_end"


class NothingChanges(Refusal):
    """The company has this plan and these seats, or is to have them."""

    says = N_("You have this plan and this many seats already. Choose something else.")
    field = "extra_seats"


class PlanSellsNoSeats(Refusal):
    """Seats beyond those included, on a plan without a price for them."""

    says = N_("%(plan)s has the seats it includes and sells no more.")
    field = "extra_seats"

    def __init__(self, plan: str) -> None:
        self.plan = plan


class PlanEndsBefore(Refusal):
    """A change from the next period of a plan that is left before it begins."""

    says = N_(
        "The plan ends on %(last_day)s, before its next period begins. More seats or a larger "
        "plan can be had until then; there is nothing to make smaller."
    )

    def __init__(self, last_day: date) -> None:
        self.last_day = last_day


class EstimatedPeriodRuns(Refusal):
    """Another cadence now, in a period that was charged ahead and is put right at its end."""

    says = N_(
        "Your period is charged ahead and put right when it is over, on %(day)s. How often you "
        "pay can be changed from then."
    )
    field = "when"

    def __init__(self, day: date) -> None:
        self.day = day


class ContractComes(Refusal):
    """A change from a day on which a contract that is already agreed on holds."""

    says = N_("Your contract from %(day)s is agreed on already. Changes after that go through us.")

    def __init__(self, day: date) -> None:
        self.day = day


def terms_asked_for(
    current: Terms | None, edition: Edition, extra_seats: int, day: date, cadence: Cadence | None
) -> Terms:
    """What is asked for, at the prices agreed on before where plan and periods stay.

    Without a `cadence` the company keeps its own, or takes the usual one of the edition. Raises
    CadenceNotSold and PlanSellsNoSeats.
    """
    cadence = cadence or (current.cadence if current else edition.prices[0].cadence)
    if current and (current.edition, current.cadence) == (edition.key, cadence):
        agreed = replace(current, starts_on=day, until=None, extra_seats=extra_seats)
    else:
        agreed = Terms.of(edition, extra_seats=extra_seats, starts_on=day, cadence=cadence)
    if extra_seats and agreed.seat_fee is None:
        raise PlanSellsNoSeats(edition.name)
    if current is None:
        return agreed
    return replace(agreed, bound_until=current.bound_until, renews_months=current.renews_months)


def first_day_of(current: Terms, agreed: Terms, edition: Edition, *, day: date, when: When) -> date:
    """The first day on which what is asked for may hold.

    What is less holds from the period after the one that runs, and after the binding term that
    does, the first or one that it was renewed by. Raises EstimatedPeriodRuns.
    """
    if _is_less(current, agreed, edition):
        return first_day_of_less(current, day=day)
    period = current.period_of(day)
    if when is When.PERIOD_END:
        return period.until
    if current.cadence.timing is Timing.PREBILLED and agreed.cadence != current.cadence:
        raise EstimatedPeriodRuns(period.until)
    return day


def first_day_of_less(current: Terms, *, day: date) -> date:
    """The first day of the period after the one that runs, and after a binding term that does."""
    bound_until = running_term(
        day,
        anchor=current.anchor,
        bound_until=current.bound_until,
        renews_months=current.renews_months,
    )
    return current.period_of(bound_until or day).until


def _is_less(current: Terms, agreed: Terms, edition: Edition) -> bool:
    """Whether there are fewer seats, shorter periods, or a plan that costs less by the month."""
    if agreed.seats < current.seats or agreed.cadence.months < current.cadence.months:
        return True
    alike = (price.fee for price in edition.prices if price.cadence == current.cadence)
    fee, months = next(alike, None), current.cadence.months
    if fee is None:
        fee, months = agreed.fee, agreed.cadence.months
    costs_less = fee.minor * current.cadence.months < current.fee.minor * months
    return agreed.edition != current.edition and costs_less


def in_series(timeline: Timeline, agreed: Terms, starts_on: date) -> Terms:
    """The terms from their day on, in the periods of those before where these are as long.

    What held the day before decides, so that what is undone the same day is as if never done.
    """
    before = timeline.on(starts_on - ONE_DAY) or timeline.on(starts_on)
    goes_on = before is not None and before.cadence == agreed.cadence
    anchor = before.anchor if before and goes_on else starts_on
    return replace(agreed, starts_on=starts_on, anchor=anchor)
