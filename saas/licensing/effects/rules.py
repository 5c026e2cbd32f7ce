"""What agreeing to something does to a company's bill, whatever it agrees to.

An upgrade, fewer seats, a quote, a notice and a transfer are all a timeline before and a
timeline after; what they cost is the difference of two calls of one function.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import chain, takewhile

from saas.errors import Conflict
from saas.licensing.agreement.rules import ONE_DAY, Terms, Timeline
from saas.licensing.charges.rules import difference, items
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.plans.rules import Timing
from saas.licensing.reckoning.rules import due_days
from saas.licensing.small_charges.rules import EMPTY, Books, waits
from saas.licensing.vat.rules import Taxed, VatDecision, taxed
from saas.money import Money, total
from saas.text import N_

MONTHS_IN_A_YEAR = 12


class PreviewOutdated(Conflict):
    """What was shown no longer holds: time has passed, or something was agreed since."""

    says = N_(
        "This has changed since you looked, so nothing was agreed. Here is what holds now: "
        "check it and confirm again."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What is charged or credited on `day`, what the invoice after it says, and a year's cost.

    `lines` come to `now`; `next_lines`, invoiced on `next_on`, come to `next`. `waits` says that
    what it costs for the days until then is so little that it is among these (P12).
    `yearly_before` and `yearly` are twelve months at the standing prices before and after.
    """

    day: date
    lines: tuple[ChargeLine, ...]
    now: Taxed
    next_on: date | None
    next_lines: tuple[ChargeLine, ...]
    next: Taxed
    waits: bool
    yearly_before: Taxed
    yearly: Taxed

    @property
    def yearly_effect(self) -> Money:
        """How much more a year costs, without tax; less than nothing where it costs less."""
        return self.yearly.net - self.yearly_before.net


def effect(
    before: Timeline,
    after: Timeline,
    *,
    day: date,
    standing: tuple[Terms | None, Terms | None],
    vat: VatDecision,
    currency: str,
    since: date | None = None,
    books: Books = EMPTY,
) -> Effect:
    """What going from one timeline to the other on `day` does, to the öre.

    `standing` are the terms that hold in the end, before and after; None is Free. The lines
    are what an invoice of that day adds to what has been invoiced by then, by the `books` or
    else as it came: days gone by are the same in both timelines and are left out. Where they
    are not, `since` is the last day on which they are.
    """
    since = since or day - ONE_DAY
    books = books.filled_up(invoiced_by(day, before, since=since))
    owed = difference(after, invoiced=books.invoiced, through=day, since=since)
    later = waits(owed, timeline=after, day=day, books=books)
    lines = [] if later else owed
    to_come = invoices_to_come(after, invoiced=[*books.invoiced, *lines], after=day)
    next_on, next_lines = next(to_come, (None, []))

    def sum_of(nets: Iterable[Money]) -> Taxed:
        return taxed(nets, vat, currency=currency)

    return Effect(
        day=day,
        lines=tuple(lines),
        now=sum_of(line.net for line in lines),
        next_on=next_on,
        next_lines=tuple(next_lines),
        next=sum_of(line.net for line in next_lines),
        waits=later,
        yearly_before=sum_of([a_year_of(standing[0], currency)]),
        yearly=sum_of([a_year_of(standing[1], currency)]),
    )


def a_year_of(terms: Terms | None, currency: str) -> Money:
    """What twelve months at these prices cost, without tax; nothing on Free."""
    if terms is None:
        return Money(0, currency)
    period = total((priced.unit_price * quantity for priced, quantity in items(terms)), currency)
    return period.share(Fraction(MONTHS_IN_A_YEAR, terms.cadence.months))


def invoices_to_come(
    timeline: Timeline, *, invoiced: Iterable[ChargeLine], after: date
) -> Iterator[tuple[date, list[ChargeLine]]]:
    """The days after `after` on which something is invoiced, soonest first, with the lines.

    `invoiced` is what has been by then, of the periods that are not over. It never ends where
    nobody knows of an end.
    """
    known, looked, further = list(invoiced), after, True
    while further:
        further = False
        for day in due_days(timeline, after=looked):
            lines = difference(timeline, invoiced=known, through=day, since=day - ONE_DAY)
            looked, further = day, True
            if lines:
                yield day, lines
                known += lines


def invoiced_by(day: date, timeline: Timeline, *, since: date | None = None) -> list[ChargeLine]:
    """What has been invoiced by the end of `day` of the periods that were not over before it.

    With `since`, of those that were not over by the end of that day.

    A prebilled period is invoiced as it was foreseen when it began, so what was agreed since
    is put to it as it came; all others are invoiced as they are.
    """
    since = since or day - ONE_DAY
    invoiced: list[ChargeLine] = []
    if any(terms.cadence.timing is Timing.PREBILLED for terms in timeline.terms):
        begun = [terms for terms in timeline.terms if terms.starts_on <= day]
        for count, terms in enumerate(begun, start=1):
            known = Timeline((*begun[: count - 1], replace(terms, until=None)))
            until = day if terms is begun[-1] else begun[count].starts_on - ONE_DAY
            days = chain([terms.starts_on], due_days(known, after=terms.starts_on))
            for due in takewhile(until.__ge__, days):
                invoiced += difference(known, invoiced=invoiced, through=due, since=since)
    return invoiced + difference(timeline, invoiced=invoiced, through=day, since=since)
