"""What agreeing to another plan, more or fewer seats, or other periods means: the preview.

The preview is the charge. It says when what is asked for holds, what is invoiced at once, what
the next invoice says and what a year costs.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, fields, replace
from datetime import date

from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.catalogue.rules import PlanIsByContract
from saas.licensing.charges.rules import items
from saas.licensing.effects.rules import Effect, effect
from saas.licensing.ordering.rules import (
    ContractComes,
    NothingChanges,
    PlanEndsBefore,
    When,
    first_day_of,
    in_series,
    terms_asked_for,
)
from saas.licensing.plans.rules import Cadence, Edition
from saas.licensing.small_charges.rules import EMPTY, Books
from saas.licensing.vat.rules import Taxed, VatDecision, taxed


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a company stands before it agrees to something. All of it is empty on Free.

    `timeline` is what is agreed, without what is to come and without the end a notice brings.
    `pending` is what the company has agreed on for a coming day, which a new change replaces.
    `increase` and `contracts` are to come and stay: a price we have announced, and contracts,
    the soonest first.
    `last_day` is that of a notice. `by_contract` says that the plan is one of those we quote.
    `books` say what has been invoiced.
    """

    timeline: Timeline = field(default_factory=Timeline)
    pending: Terms | None = None
    increase: Terms | None = None
    contracts: tuple[Terms, ...] = ()
    last_day: date | None = None
    by_contract: bool = False
    books: Books = EMPTY

    def with_(self, *coming: Terms | None) -> Timeline:
        """The timeline with what is to come, as far as a notice lets it come."""
        timeline = self.timeline
        for terms in sorted(filter(None, coming), key=lambda terms: terms.starts_on):
            timeline = timeline.changed(terms)
        return timeline if self.last_day is None else timeline.ended(self.last_day + ONE_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingCharge:
    """What a billing period costs, and when the next begins: None where a notice comes before."""

    monthly: Taxed
    next_on: date | None
    cadence: Cadence


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview(Effect):
    """What would be agreed on `day`, from when it holds, and what it does to the bill.

    `when` is what was asked for, `standing` what follows. `replaces` is what was to come and
    would not come then, and `increase` a price increase to come, as it would be then.
    """

    terms: Terms
    standing: StandingCharge
    replaces: Terms | None
    increase: Terms | None
    when: When

    @property
    def starts_on(self) -> date:
        """The first day on which it holds: that of the preview, or of a coming period."""
        return self.terms.starts_on

    @property
    def is_to_come(self) -> bool:
        """Whether it holds from a later day, and can be withdrawn until then."""
        return self.starts_on > self.day

    @property
    def fingerprint(self) -> str:
        """The same for two previews exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def preview(
    standing: Standing,
    *,
    edition: Edition,
    extra_seats: int,
    day: date,
    vat: VatDecision,
    cadence: Cadence | None = None,
    when: When = When.SOONEST,
) -> Preview:
    """What agreeing on `day` to `edition` with `extra_seats`, paid by `cadence`, means.

    Without a `cadence` the company keeps its own, or takes the usual one of the edition.
    Raises PlanSellsNoSeats, CadenceNotSold, PlanIsByContract, NothingChanges, PlanEndsBefore,
    EstimatedPeriodRuns and ContractComes.
    """
    current = standing.timeline.on(day)
    agreed = terms_asked_for(current, edition, extra_seats, day, cadence)
    if current is not None:
        _must_differ(current, standing, agreed)
        starts_on = first_day_of(current, agreed, edition, day=day, when=when)
        _must_come(standing, starts_on)
        agreed = in_series(standing.timeline, agreed, starts_on)
        if standing.pending == agreed:
            raise NothingChanges
    increase = _increased(standing.increase, current, agreed)
    before = standing.with_(standing.pending, standing.increase, *standing.contracts)
    after = standing.with_(agreed, increase, *standing.contracts)
    bill = effect(
        before,
        after,
        day=day,
        standing=(current, agreed),
        vat=vat,
        currency=agreed.fee.currency,
        books=standing.books,
    )
    return Preview(
        **{each.name: getattr(bill, each.name) for each in fields(bill)},
        terms=agreed,
        standing=standing_charge(agreed, day=day, vat=vat, last_day=standing.last_day),
        replaces=standing.pending,
        increase=increase,
        when=when,
    )


def standing_charge(
    terms: Terms, *, day: date, vat: VatDecision, last_day: date | None = None
) -> StandingCharge:
    """What a whole period of `terms` costs, and when the one after that of `day` begins."""
    period = [priced.unit_price * quantity for priced, quantity in items(terms)]
    following = terms.period_of(max(day, terms.starts_on)).until
    return StandingCharge(
        monthly=taxed(period, vat, currency=terms.fee.currency),
        next_on=following if last_day is None or following <= last_day else None,
        cadence=terms.cadence,
    )


def _must_differ(current: Terms, standing: Standing, agreed: Terms) -> None:
    same = (agreed.edition, agreed.cadence) == (current.edition, current.cadence)
    if standing.by_contract and not same:
        raise PlanIsByContract
    if same and agreed.extra_seats == current.extra_seats:
        raise NothingChanges


def _must_come(standing: Standing, starts_on: date) -> None:
    if standing.last_day is not None and starts_on > standing.last_day:
        raise PlanEndsBefore(standing.last_day)
    if standing.contracts and starts_on >= standing.contracts[0].starts_on:
        raise ContractComes(standing.contracts[0].starts_on)


def _increased(increase: Terms | None, current: Terms | None, agreed: Terms) -> Terms | None:
    """A price increase to come, for the seats there are then; none where the plan is another."""
    if increase is None or current is None:
        return None
    if (agreed.edition, agreed.cadence) != (current.edition, current.cadence):
        return None
    return replace(increase, extra_seats=agreed.extra_seats)
