"""When billing periods are due: in advance when they begin, in arrears when they are over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from saas.dates import add_months
from saas.licensing.agreement.rules import Period, Terms, Timeline
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.services.rules import Service

LOOKS_AHEAD_MONTHS = 25
"""No day further off than this is looked for: a year begins again within it."""


@dataclass(frozen=True, slots=True)
class Series:
    """Billing periods of one cadence, from the first day of any terms in them to their end.

    `until` is the latest date there is while nobody knows of an end.
    """

    cadence: Cadence
    starts_on: date
    until: date

    def days_in(self, within: Period) -> Period:
        """The part of a period that lies in the series: an end that comes early ends it."""
        return Period(max(within.starts_on, self.starts_on), min(within.until, self.until))

    def is_due(self, within: Period, *, through: date, billed: bool) -> bool:
        """Whether a period is to be compared at the end of `through` with what is `billed` of it.

        In advance: when it has begun, and always again. In arrears: when it is over.
        Prebilled: when it has begun, and again when it is over.
        """
        days = self.days_in(within)
        begun, over = days.starts_on <= through, days.until <= through
        if self.cadence.timing is Timing.IN_ADVANCE:
            return begun or billed
        if self.cadence.timing is Timing.IN_ARREARS:
            return over
        return over or (begun and not billed)

    def due_days(self, within: Period) -> Iterator[date]:
        """The days on which a period becomes due."""
        days = self.days_in(within)
        if self.cadence.timing is not Timing.IN_ARREARS:
            yield days.starts_on
        if self.cadence.timing is not Timing.IN_ADVANCE:
            yield days.until


def reached(
    timeline: Timeline, *, through: date, since: date | None = None
) -> Iterator[tuple[Terms, Period, Series]]:
    """Each terms with every period they have days in that has begun by the end of `through`.

    `since` leaves out periods that are over by then.
    """
    held = [terms for terms in timeline.terms if not terms.is_empty]
    spans: dict[tuple[date, Cadence], Series] = {}
    for terms in held:
        first = spans[terms.series].starts_on if terms.series in spans else terms.starts_on
        spans[terms.series] = Series(terms.cadence, first, terms.until or date.max)
    for terms in held:
        for within in terms.periods(through=through, since=since):
            yield terms, within, spans[terms.series]


def due_days(
    timeline: Timeline, *, after: date, services: Iterable[Service] = ()
) -> Iterator[date]:
    """The days after `after` on which something may become due, soonest first.

    Only as far as anybody needs to look: one day is always found while something runs on. Who
    asks for the next one is not made to wait for all of them.
    """
    rendered = {service.invoiced_from for service in services}
    looked = after
    for months in (1, LOOKS_AHEAD_MONTHS):
        horizon = add_months(after, months)
        days = rendered | {
            day
            for _terms, within, series in reached(timeline, through=horizon, since=looked)
            for day in series.due_days(within)
        }
        yield from sorted(day for day in days if looked < day <= horizon)
        looked = horizon
