"""Recurring revenue adds up to the öre each month, and is what it is when asked anew (R20)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.revenue.models import months_that_differ, recomputed, stretches
from saas.billing.revenue.rules import Stretch, movements
from saas.dates import add_months, last_day_of_month
from saas.licensing.plans.rules import Cadence
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making
from tests.billing.test_the_books import give_notice
from tests.helpcenter.making import staff_member

FIRST = date(2025, 1, 1)
THROUGH = date(2027, 6, 14)


@st.composite
def lives(draw):
    """What a few companies pay over some years: stretches that never overlap."""
    found = []
    for company in range(draw(st.integers(1, 6))):
        day = FIRST + timedelta(days=draw(st.integers(-400, 800)))
        for _ in range(draw(st.integers(0, 6))):
            day += timedelta(days=draw(st.integers(0, 90)))
            until = day + timedelta(days=draw(st.integers(0, 300)))
            price, months = draw(st.integers(0, 10**7)), draw(st.sampled_from((1, 3, 12)))
            is_last = draw(st.booleans())
            found.append(
                Stretch(
                    company=company,
                    starts_on=day,
                    until=None if is_last else until,
                    price=Money(price),
                    months=months,
                )
            )
            if is_last:
                break
            day = until
    return found


def asked_anew(stretches, day):
    """The sum of what holds on a day, company by company: the other way to find it."""
    return sum(
        s.monthly.minor for s in stretches if s.starts_on <= day and (not s.until or day < s.until)
    )


class TestMonths:
    @given(lives())
    def test_add_up_and_are_what_is_asked_anew(self, every):
        told = movements(every, since=FIRST, through=THROUGH)

        assert [month.adds_up for month in told] == [True] * 30
        assert told[0].start.minor == asked_anew(every, FIRST - timedelta(days=1))
        for one, after in pairwise(told):
            assert one.end == after.start
        for month in told:
            last = min(last_day_of_month(month.first_day), THROUGH)
            assert month.end.minor == asked_anew(every, last)

    @given(lives(), st.integers(1, 20))
    def test_do_not_depend_on_where_one_begins_to_look(self, every, later):
        whole = movements(every, since=FIRST, through=THROUGH)

        assert movements(every, since=add_months(FIRST, later), through=THROUGH) == whole[later:]

    def test_tell_the_four_movements_apart(self):
        every = [
            paid(1, "2025-01-10", "2025-03-01", 100_00),
            paid(1, "2025-03-01", "2025-04-15", 150_00),
            paid(1, "2025-04-15", "2025-05-31", 120_00),
            paid(2, "2025-02-01", None, 1200_00, months=12),
        ]

        told = movements(every, since=FIRST, through=date(2025, 5, 31))

        assert [
            (m.new.minor, m.expansion.minor, m.contraction.minor, m.churn.minor) for m in told
        ] == [
            (100_00, 0, 0, 0),
            (100_00, 0, 0, 0),
            (0, 50_00, 0, 0),
            (0, 0, 30_00, 0),
            (0, 0, 0, 120_00),
        ]
        assert [month.paying for month in told] == [1, 2, 2, 2, 1]

    def test_are_of_one_currency_at_a_time(self):
        every = [paid(1, "2025-01-10", None, 100_00), paid(2, "2025-01-10", None, 7_00, "EUR")]

        assert movements(every, since=FIRST, through=FIRST, currency="EUR")[0].end.minor == 0
        told = movements(every, since=FIRST, through=date(2025, 1, 31), currency="EUR")
        assert told[0].end == Money(7_00, "EUR")


def paid(company, since, until, price, currency="SEK", months=1):
    return Stretch(
        company=company,
        starts_on=date.fromisoformat(since),
        until=date.fromisoformat(until) if until else None,
        price=Money(price, currency),
        months=months,
    )


class TestThePage:
    @pytest.fixture
    def agreed(self, alice, charlie):
        """The bakery pays by the year and has given notice; the smithy has bought more."""
        yearly = making.agreement(
            by=alice, started_on=date(2025, 6, 1), fee=1199_00, cadence=Cadence(12)
        )
        with tenant_scope(alice.tenant_id):
            last_day = date(2026, 2, 14)
            give_notice(yearly, alice, last_day=last_day, received_on=date(2025, 11, 14))
        monthly = making.agreement(by=charlie, started_on=date(2025, 9, 1), fee=100_00)
        making.terms(monthly, by=charlie, starts_on=date(2026, 1, 15), fee=100_00, extra_seats=2)

    def test_is_the_staff_s(self, as_user, api_as, charlie, agreed):
        assert as_user(charlie).get("/staff/revenue").status_code == 404
        assert api_as(charlie).get("/api/v1/staff/revenue").status_code == 404

    def test_shows_what_moved(self, as_user, api_as, agreed):
        sven = staff_member()

        page = as_user(sven).get("/staff/revenue").text
        told = {m["month"]: m for m in api_as(sven).get("/api/v1/staff/revenue").json["data"]}

        assert "chart-bars" in page
        assert told["2025-06"]["new"]["minor"] == 99_92
        assert told["2026-01"]["expansion"]["minor"] == 150_00
        assert told["2026-02"]["churn"]["minor"] == 99_92
        assert (told["2026-03"]["end"]["minor"], told["2026-03"]["paying"]) == (250_00, 1)

    def test_is_audited(self, agreed, database):
        assert months_that_differ(date(2026, 3, 2)) == []
        assert recomputed(date(2026, 2, 14)) == {"SEK": 349_92}
        assert recomputed(date(2026, 2, 15)) == {"SEK": 250_00}
        assert len(stretches()) == 3
