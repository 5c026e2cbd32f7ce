"""Costs by calendar month: each line of an invoice in the month its days begin.

A line for several months (a quarter, a year) is shared out over them by its days, so that a
yearly invoice does not look like one dear month. Shares telescope: they add up to the line.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from saas.dates import add_months
from saas.licensing.lines.rules import Item
from saas.money import Money


@dataclass(frozen=True, slots=True)
class CostLine:
    """A line as it was invoiced: what, for which days (`until` not included), net and its rate."""

    item: Item
    starts_on: date
    until: date
    net: Money
    vat_percent: int


@dataclass(slots=True)
class Month:
    """What a calendar month cost, by item, without value added tax; and the tax on it."""

    first_day: date
    currency: str
    items: defaultdict[Item, int] = field(default_factory=lambda: defaultdict(int))
    vat_minor: int = 0

    def of(self, item: Item) -> Money:
        """What was invoiced of one item."""
        return Money(self.items[item], self.currency)

    @property
    def net(self) -> Money:
        """All of it, without value added tax."""
        return Money(sum(self.items.values()), self.currency)

    @property
    def vat(self) -> Money:
        """The tax on it, line by line; an invoice rounds it on their sum."""
        return Money(self.vat_minor, self.currency)

    @property
    def gross(self) -> Money:
        """All of it with value added tax."""
        return self.net + self.vat


def by_month(lines: Iterable[CostLine], *, first: date, months: int, currency: str) -> list[Month]:
    """The `months` calendar months from that of `first`, oldest first; some may cost nothing."""
    begins = first.replace(day=1)
    found = {day: Month(day, currency) for day in (add_months(begins, n) for n in range(months))}
    for line in lines:
        if line.net.currency != currency:
            continue
        for day, share in _shares(line):
            if day in found:
                found[day].items[line.item] += share.minor
                found[day].vat_minor += share.share(_rate(line)).minor
    return list(found.values())


def _shares(line: CostLine) -> Iterator[tuple[date, Money]]:
    """The line's part of each calendar month it has days in."""
    days, passed, day = (line.until - line.starts_on).days, 0, line.starts_on
    while day < line.until:
        month = day.replace(day=1)
        following = min(add_months(month, 1), line.until)
        through = passed + (following - day).days
        yield month, line.net.between(passed, through, of=days)
        passed, day = through, following


def _rate(line: CostLine) -> Fraction:
    return Fraction(line.vat_percent, 100)
