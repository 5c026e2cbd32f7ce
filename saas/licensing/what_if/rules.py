"""Twelve months of invoices, found day by day with the function that invoices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from saas.dates import add_months
from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.effects.rules import invoiced_by, invoices_to_come
from saas.licensing.lines.rules import ChargeLine
from saas.licensing.reckoning.rules import due_days
from saas.licensing.small_charges.rules import EMPTY, Books, waits
from saas.licensing.vat.rules import Taxed, VatDecision, taxed
from saas.text import N_

MONTHS: Final = 12
FURTHEST_MONTHS: Final = 24


class DayOutOfReach(Refusal):
    """A first day that is past, or further away than anybody can tell."""

    says = N_("Choose a day from today on, at most two years ahead.")
    field = "starts_on"


class NoticeBeforeStart(Refusal):
    """Notice on a day before the first."""

    says = N_("Choose a day of notice that is not before the first day.")
    field = "notice_on"


@dataclass(frozen=True, slots=True)
class Coming:
    """An invoice that would be issued on `day`, and what it would say."""

    day: date
    lines: tuple[ChargeLine, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """One of the twelve: its first day, the invoices issued in it, and what they come to."""

    first_day: date
    invoices: tuple[Coming, ...]
    sum: Taxed


@dataclass(frozen=True, slots=True)
class CashFlow:
    """What would be invoiced in twelve months from a day on, month by month."""

    months: tuple[Month, ...]
    sum: Taxed


@dataclass(frozen=True, slots=True)
class Left:
    """That notice is given on a day, and the agreement ends with `last_day`."""

    on: date
    last_day: date


def foreseen(
    timeline: Timeline, *, books: Books, today: date, day: date
) -> tuple[Books, tuple[ChargeLine, ...]]:
    """The books by the end of a coming `day`, and what is invoiced on that very day.

    As `timeline` stands `today`, of which `books` are the books: an invoice between is of what
    is known by now, so a prebilled period that begins by then is charged with the changes and
    the end that it is known to have (domain.md §3). Today's own invoices are in the books.
    """
    known = books.filled_up(invoiced_by(today, timeline))
    invoiced = list(known.invoiced)
    on_the_day: tuple[ChargeLine, ...] = ()
    for due, lines in invoices_to_come(timeline, invoiced=invoiced, after=today):
        if due > day:
            break
        invoiced += lines
        on_the_day = tuple(lines) if due == day else ()
    return replace(known, invoiced=tuple(invoiced)), on_the_day


def cash_flow(
    timeline: Timeline,
    *,
    books: Books = EMPTY,
    on_first: Sequence[ChargeLine] = (),
    first: date,
    left: Left | None = None,
    vat: VatDecision,
    currency: str,
) -> CashFlow:
    """Twelve months from `first` on, where `books` say what has been invoiced by then.

    A month goes from the day of `first`'s number to the day before that number. The invoices
    are those of `difference`, each after the one before it, so that together they are what a
    single invoice of the last day would say. `on_first` is invoiced on `first` before anything
    is agreed, and is in the books. Where it is `left` nobody knows of it before that day.
    """
    until = add_months(first, MONTHS)
    stages = [(first, timeline)]
    if left is not None:
        stages.append((left.on, timeline.ended(left.last_day + ONE_DAY)))
    invoices = [Coming(first, tuple(on_first))] if on_first else []
    invoices += _invoices(stages, books, until)
    months = []
    for number in range(MONTHS):
        begins, ends = add_months(first, number), add_months(first, number + 1)
        issued = tuple(each for each in invoices if begins <= each.day < ends)
        months.append(Month(begins, issued, _sum(issued, vat, currency)))
    return CashFlow(tuple(months), _sum(invoices, vat, currency))


def _invoices(
    stages: Sequence[tuple[date, Timeline]], books: Books, until: date
) -> Iterator[Coming]:
    """What each timeline brings from the day it is known of, that day included."""
    since = stages[0][0] - ONE_DAY
    last_days = [known_on for known_on, _timeline in stages[1:]] + [until - ONE_DAY]
    for (known_on, timeline), last in zip(stages, last_days, strict=True):
        day: date | None = known_on
        while day is not None and day <= min(last, until - ONE_DAY):
            lines = difference(timeline, invoiced=books.invoiced, through=day, since=since)
            if lines and not waits(lines, timeline=timeline, day=day, books=books):
                books = replace(books, invoiced=(*books.invoiced, *lines))
                yield Coming(day, tuple(lines))
            day = next(due_days(timeline, after=day), None)


def _sum(invoices: Iterable[Coming], vat: VatDecision, currency: str) -> Taxed:
    nets = (line.net for invoice in invoices for line in invoice.lines)
    return taxed(nets, vat, currency=currency)


def must_be_in_reach(day: date, *, today: date, notice_on: date | None) -> None:
    """Refuse days nobody can tell anything of. Raises DayOutOfReach or NoticeBeforeStart."""
    if not today <= day <= add_months(today, FURTHEST_MONTHS):
        raise DayOutOfReach
    if notice_on is not None and notice_on < day:
        raise NoticeBeforeStart
