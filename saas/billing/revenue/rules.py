"""Monthly recurring revenue, and the four ways it moves (promises.md R20).

What a company's agreement brings in is the price of its billing period divided by its months,
in whole öre. A month is measured at the end of its last day. What a company brings in then,
less what it did a month before, is one movement: *new* from nothing, *churn* to nothing,
*expansion* up, *contraction* down. So start + new + expansion − contraction − churn = end, to
the öre, whatever the rounding of one company was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from saas.dates import add_months
from saas.money import Money

ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """What one company pays from a day up to, not including, another: per period of `months`."""

    company: int
    starts_on: date
    until: date | None
    price: Money
    months: int

    @property
    def monthly(self) -> Money:
        """What it brings in each month, half an öre up."""
        return self.price.share(Fraction(1, self.months))


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """How recurring revenue moved in a calendar month, in one currency."""

    first_day: date
    start: Money
    new: Money
    expansion: Money
    contraction: Money
    churn: Money
    end: Money
    paying: int
    gained: int
    lost: int

    @property
    def adds_up(self) -> bool:
        """Whether the movements lead from its start to its end."""
        gained, lost = self.new + self.expansion, self.contraction + self.churn
        return self.start + gained - lost == self.end


def movements(
    stretches: Iterable[Stretch], *, since: date, through: date, currency: str = "SEK"
) -> list[Month]:
    """The months from that of `since` through that of `through`, the last as far as it has come.

    Only what changes is looked at: a company that does nothing costs nothing, so a month is as
    quick among 10 000 companies as its changes are few.
    """
    changes = _changes(stretches, currency)
    days, first = sorted(changes), since.replace(day=1)
    pays: defaultdict[int, Money] = defaultdict(lambda: Money(0, currency))
    at = _move(pays, changes, days, 0, before=first)[0]
    total = sum(pays.values(), start=Money(0, currency))
    paying = sum(1 for amount in pays.values() if amount)
    told = []
    while first <= through:
        after = min(add_months(first, 1), through + ONE_DAY)
        at, was = _move(pays, changes, days, at, before=after)
        month = _month(first, was, pays, total, paying)
        told.append(month)
        total, paying, first = month.end, month.paying, add_months(first, 1)
    return told


def _move(
    pays: defaultdict[int, Money],
    changes: Mapping[date, Sequence[tuple[int, Money]]],
    days: Sequence[date],
    at: int,
    *,
    before: date,
) -> tuple[int, dict[int, Money]]:
    """Let the changes before a day happen; where we are then, and what the changed ones paid."""
    was: dict[int, Money] = {}
    while at < len(days) and days[at] < before:
        for company, amount in changes[days[at]]:
            was.setdefault(company, pays[company])
            pays[company] += amount
        at += 1
    return at, was


def _changes(
    stretches: Iterable[Stretch], currency: str
) -> defaultdict[date, list[tuple[int, Money]]]:
    """By how much what each company pays changes, on each day on which it does."""
    found: defaultdict[date, list[tuple[int, Money]]] = defaultdict(list)
    for each in stretches:
        if each.price.currency != currency or each.starts_on == each.until:
            continue
        found[each.starts_on].append((each.company, each.monthly))
        if each.until is not None:
            found[each.until].append((each.company, -each.monthly))
    return found


def _month(
    first: date,
    before: Mapping[int, Money],
    pays: Mapping[int, Money],
    start: Money,
    paying: int,
) -> Month:
    nothing = start - start
    new = expansion = contraction = churn = nothing
    gained = lost = 0
    for was, now in _moved(before, pays):
        if not was:
            new, gained = new + now, gained + 1
        elif not now:
            churn, lost = churn + was, lost + 1
        elif now > was:
            expansion += now - was
        else:
            contraction += was - now
    return Month(
        first_day=first,
        start=start,
        new=new,
        expansion=expansion,
        contraction=contraction,
        churn=churn,
        end=start + new + expansion - contraction - churn,
        paying=paying + gained - lost,
        gained=gained,
        lost=lost,
    )


def _moved(before: Mapping[int, Money], pays: Mapping[int, Money]) -> Iterator[tuple[Money, Money]]:
    for company, was in before.items():
        if was != pays[company]:
            yield was, pays[company]


def year_before(day: date) -> date:
    """The first day of the month a year before that of `day`."""
    return add_months(day.replace(day=1), -11)
