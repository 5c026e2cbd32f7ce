"""The statement of a prebilled period: estimated, actual and different, item by item (S79, S80).

It asks the charge function and nothing else: actual is what the timeline costs, the difference
is what an invoice says when the period is over. While it runs, the same is a forecast.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from saas.licensing.agreement.rules import Period, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import ChargeLine, Priced
from saas.licensing.plans.rules import Timing
from saas.licensing.reckoning.rules import reached
from saas.money import Money, total
from saas.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A line that has been invoiced, and the day it was."""

    line: ChargeLine
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One item of a period: what was charged ahead for it, what it comes to, and how differs.

    `why` are the lines that make the difference, each with how it was found.
    """

    title: Text
    unit_price: Money
    prebilled: Money
    actual: Money
    why: tuple[ChargeLine, ...]

    @property
    def difference(self) -> Money:
        """What is charged besides when the period is over; less than nothing is credited."""
        return self.actual - self.prebilled


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueUp:
    """The statement of one prebilled period; a forecast until it is over. Amounts are net.

    `ends_on` is its last day, which is that of the agreement where that ends before.
    """

    period: Period
    ends_on: date
    is_over: bool
    rows: tuple[Row, ...]
    currency: str

    @property
    def prebilled(self) -> Money:
        """What was charged ahead."""
        return total((row.prebilled for row in self.rows), self.currency)

    @property
    def actual(self) -> Money:
        """What the period comes to."""
        return total((row.actual for row in self.rows), self.currency)

    @property
    def difference(self) -> Money:
        """What is charged besides, or credited, when it is over."""
        return self.actual - self.prebilled


def true_ups(
    timeline: Timeline, billed: Sequence[Billed], *, today: date, currency: str
) -> list[TrueUp]:
    """The statement of every prebilled period that has begun by `today`, newest first."""
    ends = {
        within: series.days_in(within)
        for _terms, within, series in reached(timeline, through=today)
        if series.cadence.timing is Timing.PREBILLED and series.starts_on <= today
    }
    return [
        _true_up(timeline, billed, within, ends[within], today=today, currency=currency)
        for within in sorted(ends, reverse=True)
    ]


def _true_up(
    timeline: Timeline,
    billed: Sequence[Billed],
    within: Period,
    days: Period,
    *,
    today: date,
    currency: str,
) -> TrueUp:
    ahead = [
        each.line for each in billed if each.line.period == within and each.issued_on < days.until
    ]
    actual = _owed(timeline, within)
    differs = _owed(timeline, within, invoiced=ahead)
    rows = [
        _row(priced, ahead, actual, differs)
        for priced in sorted({line.priced for line in (*ahead, *actual)})
    ]
    return TrueUp(
        period=within,
        ends_on=days.last_day,
        is_over=days.until <= today,
        rows=tuple(rows),
        currency=currency,
    )


def _owed(
    timeline: Timeline, within: Period, *, invoiced: Iterable[ChargeLine] = ()
) -> list[ChargeLine]:
    lines = difference(timeline, invoiced=invoiced, through=within.until, since=within.starts_on)
    return [line for line in lines if line.period == within]


def _row(
    priced: Priced,
    ahead: list[ChargeLine],
    actual: list[ChargeLine],
    differs: list[ChargeLine],
) -> Row:
    def of(lines: list[ChargeLine]) -> list[ChargeLine]:
        return [line for line in lines if line.priced == priced]

    currency = priced.unit_price.currency
    return Row(
        title=(of(actual) or of(ahead))[0].title,
        unit_price=priced.unit_price,
        prebilled=total((line.net for line in of(ahead)), currency),
        actual=total((line.net for line in of(actual)), currency),
        why=tuple(of(differs)),
    )
