"""The business clock of a demo keeps the hour people see, on every day of the year."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from saas import dates
from saas.dates import add_months, business_days_after, day_of, is_business_day, last_day_of_month


@pytest.fixture
def late_evening(monkeypatch):
    """It is 23:40 in Stockholm on a winter's day."""

    class Evening(datetime):
        @classmethod
        def now(cls, zone):
            return datetime(2026, 1, 15, 23, 40, tzinfo=ZoneInfo("Europe/Stockholm")).astimezone(
                zone
            )

    monkeypatch.setattr(dates, "datetime", Evening)


def test_a_clock_days_ahead_is_never_a_day_off(late_evening):
    moved = dates._offset
    try:
        for ahead in range(400):
            dates.move_clock_by(lambda ahead=ahead: timedelta(days=ahead))
            assert dates.today() == date(2026, 1, 15) + timedelta(days=ahead)
    finally:
        dates.move_clock_by(moved)


def test_the_hour_that_comes_twice_in_autumn_passes_twice(monkeypatch):
    """The clock of production, which nothing moves."""
    told = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)

    class Autumn(datetime):
        @classmethod
        def now(cls, zone):
            return told.astimezone(zone)

    monkeypatch.setattr(dates, "datetime", Autumn)
    monkeypatch.setattr(dates, "_offset", timedelta)
    assert dates.now() == told


def test_the_day_ends_at_midnight_in_stockholm():
    assert day_of(datetime(2026, 6, 18, 21, 59, 59, tzinfo=UTC)) == date(2026, 6, 18)
    assert day_of(datetime(2026, 6, 18, 22, 0, tzinfo=UTC)) == date(2026, 6, 19)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 2, date(2026, 3, 31)),
        (date(2027, 11, 30), 3, date(2028, 2, 29)),
        (date(2026, 12, 1), 3, date(2027, 3, 1)),
        (date(2026, 3, 31), -1, date(2026, 2, 28)),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_last(start, months, end):
    assert add_months(start, months) == end


def test_the_last_day_of_a_month_knows_leap_years():
    assert last_day_of_month(date(2028, 2, 3)) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "business"),
    [
        (date(2026, 6, 18), True),
        (date(2026, 6, 19), False),  # Midsummer Eve
        (date(2026, 12, 24), False),
        (date(2026, 12, 31), False),
        (date(2026, 11, 21), False),  # a Saturday
        (date(2026, 5, 1), False),
    ],
)
def test_business_days(day, business):
    assert is_business_day(day) is business


def test_the_confirmation_clock_of_midsummer():
    assert business_days_after(date(2026, 6, 18), 2) == date(2026, 6, 23)
