"""The seat ledger read as days: what held at the end of each, and the steps between them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate, groupby
from operator import attrgetter

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Seats entitled to and seats taken at the end of `day`, and until another one follows."""

    day: date
    entitled: int
    taken: int


@dataclass(frozen=True, slots=True)
class Point:
    """A step of a line: how far along the chart, in thousandths of it, and its height."""

    along: int
    value: int


def by_day(changes: Iterable[Standing]) -> list[Standing]:
    """What held at the end of each day on which anything changed.

    `changes` are the lines of the ledger, oldest first: the day, and by how much both moved.
    """
    running = accumulate(
        changes,
        lambda held, change: Standing(
            change.day, held.entitled + change.entitled, held.taken + change.taken
        ),
    )
    return [list(of_day)[-1] for _day, of_day in groupby(running, key=attrgetter("day"))]


def between(standings: Sequence[Standing], first: date, last: date) -> list[Standing]:
    """The standings of the days from `first` to `last`, beginning with what held on `first`."""
    before = [s for s in standings if s.day <= first]
    begun = [Standing(first, before[-1].entitled, before[-1].taken)] if before else []
    return begun + [s for s in standings if first < s.day <= last]


def steps(days: Sequence[tuple[date, int]], first: date, last: date) -> list[Point]:
    """The corners of a step line from `first` to the end of `last`, left to right.

    `days` are the days a value begins to hold on, oldest first; a value that does not change
    makes no corner.
    """
    corners: list[Point] = []
    for day, value in days:
        along = _along(day, first, last)
        if corners and corners[-1].value == value:
            continue
        if corners:
            corners.append(Point(along, corners[-1].value))
        corners.append(Point(along, value))
    if corners:
        corners.append(Point(1000, corners[-1].value))
    return corners


def marks(first: date, last: date) -> list[tuple[int, date]]:
    """The first day of each month within the chart, and how far along it is."""
    days = (first + ONE_DAY * n for n in range((last - first).days + 1))
    return [(_along(day, first, last), day) for day in days if day.day == 1]


def _along(day: date, first: date, last: date) -> int:
    return 1000 * (day - first).days // ((last - first).days + 1)
