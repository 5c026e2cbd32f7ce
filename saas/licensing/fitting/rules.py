"""Which plan fits: the cheapest that has what is asked for, and why not the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from saas.licensing.plans.rules import Cadence, CadenceNotSold, Edition
from saas.money import Money


@dataclass(frozen=True, slots=True)
class Needs:
    """What a company needs: how many people, which features, and how it wants to pay."""

    people: int
    features: frozenset[str]
    cadence: Cadence


@dataclass(frozen=True, slots=True)
class Cost:
    """What an edition costs for one billing period of a cadence, net."""

    cadence: Cadence
    extra_seats: int
    fee: Money

    @property
    def yearly(self) -> Money:
        """The same for twelve months."""
        return self.fee * (12 // self.cadence.months)


class Unfit(StrEnum):
    """Why an edition does not do."""

    FEATURES = "features"
    SEATS = "seats"
    CADENCE = "cadence"


@dataclass(frozen=True, slots=True)
class Fit:
    """How an edition meets the needs: what is in the way, if anything, and what it costs.

    `cost` is None for what is agreed by contract, and for what does not do.
    """

    edition: Edition
    missing: tuple[str, ...] = ()
    unfit: Unfit | None = None
    cost: Cost | None = None

    @property
    def does(self) -> bool:
        """Whether it has everything that is asked for."""
        return self.unfit is None


@dataclass(frozen=True, slots=True)
class Advice:
    """The plan that fits, if one does, and how each of the others stands."""

    best: Fit | None
    others: tuple[Fit, ...]

    @property
    def saved_against(self) -> Fit | None:
        """The next cheapest that would do as well, for the reason why not that one."""
        return next((fit for fit in self.others if fit.does and fit.cost is not None), None)


def advice(editions: Iterable[Edition], needs: Needs) -> Advice:
    """The cheapest edition that does, over a year; one by contract where no other does.

    Of two that cost the same the one listed first.
    """
    fits = [fit(edition, needs) for edition in editions]
    priced = [each for each in fits if each.does and each.cost is not None]
    by_contract = [each for each in fits if each.does and each.cost is None]
    doing = sorted(priced, key=_yearly) + by_contract
    best = doing[0] if doing else None
    others = [each for each in (*doing, *(f for f in fits if not f.does)) if each is not best]
    return Advice(best, tuple(others))


def fit(edition: Edition, needs: Needs) -> Fit:
    """How `edition` meets `needs`."""
    missing = tuple(sorted(needs.features - set(edition.features)))
    if missing:
        return Fit(edition, missing, Unfit.FEATURES)
    if edition.by_contract:
        return Fit(edition)
    if needs.people > edition.seats_included and not edition.sells_seats:
        return Fit(edition, unfit=Unfit.SEATS)
    costs = cost(edition, people=needs.people, cadence=needs.cadence)
    if costs is None:
        return Fit(edition, unfit=Unfit.CADENCE)
    return Fit(edition, cost=costs)


def cost(edition: Edition, *, people: int, cadence: Cadence) -> Cost | None:
    """What `edition` costs for `people` when paid by `cadence`, net.

    None where it is not sold so: by contract, in another cadence only, or without more seats.
    What costs nothing may be paid for in any way.
    """
    extra = max(people - edition.seats_included, 0)
    if edition.by_contract or (extra and not edition.sells_seats):
        return None
    if edition.is_free:
        return Cost(cadence, extra, edition.monthly_fee)
    try:
        price = edition.price_for(cadence)
    except CadenceNotSold:
        return None
    seats = price.seat_fee * extra if price.seat_fee is not None else Money(0, price.fee.currency)
    return Cost(cadence, extra, price.fee + seats)


def _yearly(fit: Fit) -> int:
    return fit.cost.yearly.minor if fit.cost is not None else 0
