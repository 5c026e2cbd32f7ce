"""The calendar, as contracts speak of it: days and whole months, in Swedish local time.

The only module that reads a clock. Rules and actions are handed their day or instant.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from itertools import count
from zoneinfo import ZoneInfo

STOCKHOLM = ZoneInfo("Europe/Stockholm")


def _no_offset() -> timedelta:
    return timedelta()


_offset: Callable[[], timedelta] = _no_offset


def move_clock_by(offset: Callable[[], timedelta]) -> None:
    """Let the business clock run ahead of the world's, in a demo or a test.

    `offset` is asked at each reading, so that every process of a demo moves together. Only
    `saas.config` calls this, and never in production.
    """
    global _offset  # noqa: PLW0603
    _offset = offset


def now() -> datetime:
    """The business instant, in UTC: what documents, contracts and due times are dated by.

    A clock that runs days ahead keeps the hour people see, across a change of season too.
    """
    if not (ahead := _offset()):
        return clock_time()
    return (datetime.now(STOCKHOLM) + ahead).astimezone(UTC)


def today() -> date:
    """The business day in Stockholm. Called by doors and by the calendar, never by rules."""
    return day_of(now())


def clock_time() -> datetime:
    """The world's own instant, in UTC: sessions, throttles and retries, which no demo moves."""
    return datetime.now(UTC)


def day_of(instant: datetime) -> date:
    """The Stockholm day an instant falls on; 23:59 counts as that day (domain.md §2)."""
    return instant.astimezone(STOCKHOLM).date()


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or the last day of that month where there is none."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month0 + 1)[1]
    return date(year, month0 + 1, min(day.day, last))


def last_day_of_month(day: date) -> date:
    """The last day of the month `day` is in."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def is_business_day(day: date) -> bool:
    """Monday to Friday, but no public holiday nor Midsummer, Christmas or New Year's Eve.

    Lag (1930:173) §§1-2, adopted as the contractual convention (domain.md §2).
    """
    return day.weekday() < 5 and day not in _swedish_holidays(day.year)  # noqa: PLR2004


def business_days_after(day: date, days: int) -> date:
    """The `days`-th business day after `day`: two after Thursday 2026-06-18 is 2026-06-23."""
    following = (day + timedelta(days=n) for n in count(1))
    business = (candidate for candidate in following if is_business_day(candidate))
    for _ in range(days - 1):
        next(business)
    return next(business)


@lru_cache(maxsize=32)
def _swedish_holidays(year: int) -> frozenset[date]:
    import holidays  # noqa: PLC0415 - few processes count business days

    known = holidays.country_holidays(
        "SE", years=year, categories=("public", "de_facto"), include_sundays=False
    )
    return frozenset(known)
