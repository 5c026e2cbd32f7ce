"""What is owed for an agreement, and what an invoice of today would say.

Three sentences carry it. What is owed is a function of the timeline. What has been invoiced
is a ledger of lines. An invoice is the difference. An upgrade, a seat in mid-month, a
correction of last month, a year put right and a termination are then one computation.

Rounding telescopes in both directions, over days and over quantity: the amounts of the lines
of one item always sum to the rounded price of what they cover together. However a period is
cut, and in whatever order, its parts add up to the whole, and a credit is never more than
what was charged for its days (domain.md §4).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from saas.licensing.agreement.rules import Period, Terms, Timeline
from saas.licensing.lines.rules import ChargeLine, Item, Priced
from saas.licensing.reckoning.rules import reached
from saas.licensing.services.rules import Service
from saas.money import Money, total


def items(terms: Terms) -> Iterator[tuple[Priced, int]]:
    """What a billing period of these terms costs, and how many of each; not what is free."""
    if terms.fee:
        yield Priced(Item.PLAN, terms.edition, terms.name, terms.fee), 1
    if terms.seat_fee and terms.extra_seats:
        yield Priced(Item.SEATS, terms.edition, terms.name, terms.seat_fee), terms.extra_seats


def difference(
    timeline: Timeline,
    *,
    invoiced: Iterable[ChargeLine] = (),
    through: date,
    services: Iterable[Service] = (),
    since: date | None = None,
) -> list[ChargeLine]:
    """The lines that make what is invoiced equal what is owed; none when it already does.

    Owed at the end of `through` are, whole and as far as the timeline covers them: periods in
    advance that have begun, periods in arrears that are over, prebilled periods that have
    begun, and services whose month is over. A period ends early where its terms do.
    `invoiced` is every line ever invoiced for this agreement. A period once invoiced is always
    compared again, so that a change that reaches back, or an end that comes early, is found;
    in arrears and prebilled it is so when it is over. `since` leaves out periods that are over
    by then, for who knows that nothing in them differs. Lines come by period, then by first
    day, credits before charges.
    """
    billed, owed = _Ledger(list), _Ledger(list)
    for line in invoiced:
        if since is None or line.period.until > since:
            billed[line.period].append(_Cover(line.priced, line.quantity, line.days))
    horizon = max((through, *(within.starts_on for within in billed)))
    due = set()
    for terms, within, series in reached(timeline, through=horizon, since=since):
        owed[within] += _covers(terms)
        if series.is_due(within, through=through, billed=within in billed):
            due.add(within)
    for service in services:
        if service.invoiced_from <= through or service.days in billed:
            owed[service.days].append(_rendered(service))
            due.add(service.days)
    due |= billed.keys() - owed.keys()
    return [
        line
        for within in sorted(due)
        for line in _differences(owed[within], billed[within], within)
    ]


class _Cover(NamedTuple):
    """A quantity of something, for some days."""

    priced: Priced
    quantity: int
    days: Period


class _Step(NamedTuple):
    """What one stretch of days lacks, or has too much of, and what that costs."""

    days: Period
    quantity: int
    net: Money


_Ledger = defaultdict[Period, list[_Cover]]


def _covers(terms: Terms) -> list[_Cover]:
    days = Period(terms.starts_on, terms.until or date.max)
    return [_Cover(priced, quantity, days) for priced, quantity in items(terms)]


def _rendered(service: Service) -> _Cover:
    priced = Priced(Item.SERVICE, "", service.text, service.unit_price)
    return _Cover(priced, service.quantity, service.days)


def _differences(owed: list[_Cover], billed: list[_Cover], within: Period) -> list[ChargeLine]:
    should, does = _by_priced(owed), _by_priced(billed)
    lines = [
        _line(priced, run, within)
        for priced in sorted(should.keys() | does.keys())
        for run in _runs(should[priced], does[priced], priced, within)
    ]
    return sorted(lines, key=lambda line: (line.starts_on, line.quantity > 0, line.item))


def _by_priced(covers: Iterable[_Cover]) -> defaultdict[Priced, list[_Cover]]:
    found: defaultdict[Priced, list[_Cover]] = defaultdict(list)
    for cover in covers:
        found[cover.priced].append(cover)
    return found


def _runs(
    owed: list[_Cover], billed: list[_Cover], priced: Priced, within: Period
) -> Iterator[list[_Step]]:
    """Neighbouring stretches of days that lack the same quantity, where they lack anything.

    Within a stretch nothing begins or ends.
    """
    owing, billing = _changes(owed, within), _changes(billed, within)
    should, does = 0, 0
    run: list[_Step] = []
    for first, until in pairwise(sorted({*owing, *billing, within.until})):
        should, does = should + owing[first], does + billing[first]
        if run and run[-1].quantity != should - does:
            yield run
            run = []
        if should != does:
            days = Period(first, until)
            net = priced.cost(should, days, of=within) - priced.cost(does, days, of=within)
            run.append(_Step(days, should - does, net))
    if run:
        yield run


def _changes(covers: Iterable[_Cover], within: Period) -> defaultdict[date, int]:
    """By how much the quantity covered changes, on each day of a period on which it does."""
    changes: defaultdict[date, int] = defaultdict(int)
    for cover in covers:
        changes[max(cover.days.starts_on, within.starts_on)] += cover.quantity
        changes[min(cover.days.until, within.until)] -= cover.quantity
    return changes


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
