"""An agreement as a chain of dated terms, and the billing periods counted from their anchor."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import count, dropwhile, pairwise, takewhile

from saas.dates import add_months
from saas.licensing.plans.rules import MONTHLY, Cadence, Edition, NoticePolicy
from saas.money import Money

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `starts_on` up to, but not including, `until`."""

    starts_on: date
    until: date

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.until - self.starts_on).days

    @property
    def last_day(self) -> date:
        """Its last day, inclusive, as people speak of it."""
        return self.until - ONE_DAY

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day < self.until


@lru_cache(maxsize=16_384)
def period(anchor: date, number: int, *, months: int = 1) -> Period:
    """Billing period `number`, counted from zero, each computed from the anchor (domain.md §3).

    A short month shortens its own period only: anchor 2026-01-31 gives 01-31, 02-28, 03-31.
    """
    return Period(
        add_months(anchor, number * months),
        add_months(anchor, (number + 1) * months),
    )


def period_of(day: date, *, anchor: date, months: int = 1) -> Period:
    """The billing period that `day` falls in. Raises ValueError for a day before the anchor."""
    if day < anchor:
        raise ValueError(f"{day} is before the first period, which starts on {anchor}")
    passed = (day.year - anchor.year) * 12 + day.month - anchor.month
    number = passed // months
    if day < period(anchor, number, months=months).starts_on:
        number -= 1
    return period(anchor, number, months=months)


def periods(
    anchor: date, *, through: date, months: int = 1, since: date | None = None
) -> Iterator[Period]:
    """Every period that has begun by the end of `through`, oldest first.

    `since` leaves out those that are over before that day.
    """
    first = 0
    if since is not None:
        passed = (since.year - anchor.year) * 12 + since.month - anchor.month
        first = max(0, passed // months - 1)
    every = (period(anchor, number, months=months) for number in count(first))
    begun = takewhile(lambda one: one.starts_on <= through, every)
    return dropwhile(lambda one: since is not None and one.until <= since, begun)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What was agreed for the days from `starts_on` up to, not including, `until`.

    Prices and policy are copied from the edition at signature, so that nothing done to the
    catalogue reaches an agreement. `until` is None while nobody knows of an end. `fee` and
    `seat_fee` are for one billing period of `cadence`. `anchor` is the first day of the first
    of these periods, and lies before `starts_on` where they go on from earlier terms or follow
    the calendar. `bound_until` is the last day of a binding term, and `renews_months` what it
    is then prolonged by; nought means that the agreement runs on until notice is given.
    """

    starts_on: date
    until: date | None = None
    edition: str
    name: str
    fee: Money
    seats_included: int
    seat_fee: Money | None
    extra_seats: int = 0
    notice: NoticePolicy
    cadence: Cadence = MONTHLY
    anchor: date
    bound_until: date | None = None
    renews_months: int = 0

    def __post_init__(self) -> None:
        """Raise ValueError for terms that begin before their periods: a fault of ours."""
        if self.starts_on < self.anchor:
            raise ValueError(f"{self.starts_on} is before the first period, from {self.anchor}")

    @property
    def series(self) -> tuple[date, Cadence]:
        """Which billing periods are theirs. Terms of one series share their periods."""
        return self.anchor, self.cadence

    @property
    def seats(self) -> int:
        """How many people may sit: those included and those bought."""
        return self.seats_included + self.extra_seats

    @property
    def is_empty(self) -> bool:
        """Whether they were replaced on the day they began, and so never held for a day."""
        return self.starts_on == self.until

    def holds_on(self, day: date) -> bool:
        """Whether they are what is agreed on `day`."""
        return self.starts_on <= day and (self.until is None or day < self.until)

    def period_of(self, day: date) -> Period:
        """The billing period that `day` falls in. Raises ValueError before the anchor."""
        return period_of(day, anchor=self.anchor, months=self.cadence.months)

    def periods(self, *, through: date, since: date | None = None) -> Iterator[Period]:
        """Every billing period they have days in that has begun by the end of `through`.

        `since` leaves out those that are over by then.
        """
        last = through if self.until is None else min(through, self.until - ONE_DAY)
        first = self.starts_on if since is None else max(self.starts_on, since)
        return periods(self.anchor, through=last, months=self.cadence.months, since=first)

    @classmethod
    def of(
        cls,
        edition: Edition,
        *,
        extra_seats: int,
        starts_on: date,
        cadence: Cadence = MONTHLY,
        anchor: date | None = None,
    ) -> Terms:
        """The terms of buying `edition` with `extra_seats` from `starts_on`.

        Periods are counted from there, or from `anchor`. Raises CadenceNotSold.
        """
        price = edition.price_for(cadence)
        return cls(
            starts_on=starts_on,
            edition=edition.key,
            name=edition.name,
            fee=price.fee,
            seats_included=edition.seats_included,
            seat_fee=price.seat_fee,
            extra_seats=extra_seats,
            notice=edition.notice,
            cadence=cadence,
            anchor=anchor or starts_on,
        )


@dataclass(frozen=True, slots=True)
class Timeline:
    """Dated terms, oldest first, never overlapping. A day without terms is a day on Free."""

    terms: tuple[Terms, ...] = ()

    def __post_init__(self) -> None:
        """Raise ValueError when two terms hold on one day: a fault, the database forbids it."""
        for earlier, later in pairwise(self.terms):
            if earlier.until is None or earlier.until > later.starts_on:
                raise ValueError(f"{earlier} and {later} overlap")

    def on(self, day: date) -> Terms | None:
        """What is agreed on `day`; None on Free."""
        return next((terms for terms in self.terms if terms.holds_on(day)), None)

    def changed(self, agreed: Terms) -> Timeline:
        """The timeline where `agreed` holds from its first day on, whatever was to come."""
        return Timeline((*self.ended(agreed.starts_on).terms, agreed))

    def ended(self, until: date) -> Timeline:
        """The timeline with nothing agreed from the day `until` on."""
        kept = (terms for terms in self.terms if terms.starts_on < until)
        return Timeline(
            tuple(
                replace(terms, until=until) if terms.until is None or terms.until > until else terms
                for terms in kept
            )
        )
