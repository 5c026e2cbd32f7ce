"""Which months companies leave in, and how a clock stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from saas.dates import add_months


def ends_by_month(last_days: Iterable[date], *, today: date, months: int) -> list[tuple[date, int]]:
    """The first day of each of the coming `months` with how many agreements end in it.

    The month of `today` is the first; what ends later than the last one is left out.
    """
    ends = Counter(day.replace(day=1) for day in last_days)
    first = today.replace(day=1)
    return [(month, ends[month]) for month in (add_months(first, n) for n in range(months))]


def days_left(confirm_by: date, *, today: date) -> int:
    """Whole days until our confirmation is overdue: nought on the last day, then negative."""
    return (confirm_by - today).days
