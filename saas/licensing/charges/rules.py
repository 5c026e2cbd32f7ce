"""What is owed for an agreement, and what an invoice of today would say.

Three sentences carry it. What is owed is a function of the timeline. What has been invoiced
is a ledger of lines. An invoice is the difference. An upgrade, a seat in mid-month, a
correction of last month and a termination are then one computation.

Rounding telescopes in both directions, over days and over quantity: the amounts of the lines
of one item always sum to the rounded price of what they cover together. However a period is
cut, and in whatever order, its parts add up to the whole, and a credit is never more than
what was charged for its days (domain.md §4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, pairwise
from operator import attrgetter

from saas.licensing.agreement.rules import Period, Terms, Timeline, periods
from saas.licensing.lines.rules import ChargeLine, Item, Priced
from saas.money import Money, total


def items(terms: Terms) -> Iterator[tuple[Priced, int]]:
    """What these terms cost, and how many of each. What is free of charge is not mentioned."""
    if terms.fee:
        yield Priced(Item.PLAN, terms.edition, terms.name, terms.fee), 1
    if terms.seat_fee and terms.extra_seats:
        yield Priced(Item.SEATS, terms.edition, terms.name, terms.seat_fee), terms.extra_seats


def difference(
    timeline: Timeline,
    *,
    anchor: date,
    invoiced: Iterable[ChargeLine] = (),
    through: date,
    months: int = 1,
) -> list[ChargeLine]:
    """The lines that make what is invoiced equal what is owed; none when it already does.

    Owed is every billing period that has begun by the end of `through`, in advance and whole,
    as far as the timeline covers it. `invoiced` is every line ever invoiced for this
    agreement; a period once invoiced is always compared again, so a change that reaches back,
    or an end that comes early, is found. `months` is the length of a period. Lines come by
    period, then by first day, credits before charges.
    """
    billed: defaultdict[Period, list[_Cover]] = defaultdict(list)
    for line in invoiced:
        billed[line.period].append(_Cover(line.priced, line.quantity, line.days))
    reached = billed.keys() | set(periods(anchor, through=through, months=months))
    owed = [
        _Cover(priced, quantity, Period(terms.starts_on, terms.until or date.max))
        for terms in timeline.terms
        if not terms.is_empty
        for priced, quantity in items(terms)
    ]
    return [
        line for within in sorted(reached) for line in _differences(owed, billed[within], within)
    ]


@dataclass(frozen=True, slots=True)
class _Cover:
    """A quantity of something, for some days."""

    priced: Priced
    quantity: int
    days: Period


@dataclass(frozen=True, slots=True)
class _Step:
    """What one stretch of days lacks, or has too much of, and what that costs."""

    days: Period
    quantity: int
    net: Money


def _differences(owed: list[_Cover], billed: list[_Cover], within: Period) -> list[ChargeLine]:
    owed = [cover for cover in owed if _meet(cover.days, within)]
    lines = [
        _line(priced, run, within)
        for priced in sorted({cover.priced for cover in (*owed, *billed)})
        for run in _runs(_steps(_of(priced, owed), _of(priced, billed), priced, within))
    ]
    return sorted(lines, key=lambda line: (line.starts_on, line.quantity > 0, line.item))


def _steps(
    owed: list[_Cover], billed: list[_Cover], priced: Priced, within: Period
) -> Iterator[_Step]:
    """Stretches of days within which nothing begins or ends, and what each lacks."""
    edges = {within.starts_on, within.until}
    edges |= {
        edge for cover in (*owed, *billed) for edge in (cover.days.starts_on, cover.days.until)
    }
    inside = sorted(edge for edge in edges if within.starts_on <= edge <= within.until)
    for days in (Period(*pair) for pair in pairwise(inside)):
        should, does = _covering(owed, days), _covering(billed, days)
        net = priced.cost(should, days, of=within) - priced.cost(does, days, of=within)
        yield _Step(days, should - does, net)


def _runs(steps: Iterable[_Step]) -> Iterator[list[_Step]]:
    """Neighbouring steps that lack the same quantity, where they lack anything."""
    for quantity, run in groupby(steps, key=attrgetter("quantity")):
        if quantity:
            yield list(run)


def _line(priced: Priced, run: list[_Step], within: Period) -> ChargeLine:
    return ChargeLine(
        item=priced.item,
        edition=priced.edition,
        name=priced.name,
        quantity=run[0].quantity,
        unit_price=priced.unit_price,
        period=within,
        starts_on=run[0].days.starts_on,
        until=run[-1].days.until,
        net=total(step.net for step in run),
    )


def _of(priced: Priced, covers: Iterable[_Cover]) -> list[_Cover]:
    return [cover for cover in covers if cover.priced == priced]


def _covering(covers: Iterable[_Cover], days: Period) -> int:
    return sum(cover.quantity for cover in covers if days.starts_on in cover.days)


def _meet(one: Period, other: Period) -> bool:
    return one.starts_on < other.until and other.starts_on < one.until
