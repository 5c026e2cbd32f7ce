"""Timelines of dated terms, and billing periods."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.agreement.rules import Period, Terms, Timeline, period, period_of, periods
from tests.licensing.making import BASIC, PREMIUM, terms

DAYS = st.dates(date(2024, 1, 1), date(2034, 12, 31))


class TestPeriods:
    def test_a_short_month_shortens_its_own_period_only(self):
        starts = [period(date(2026, 1, 31), k).starts_on for k in range(4)]

        assert starts == [
            date(2026, 1, 31),
            date(2026, 2, 28),
            date(2026, 3, 31),
            date(2026, 4, 30),
        ]

    def test_a_leap_day_is_honoured(self):
        assert period(date(2027, 1, 31), 13).starts_on == date(2028, 2, 29)

    @given(anchor=DAYS, months=st.sampled_from([1, 3, 12]))
    def test_they_tile_the_contract(self, anchor, months):
        tiled = list(periods(anchor, through=anchor + timedelta(days=3653), months=months))

        assert tiled[0].starts_on == anchor
        assert all(a.until == b.starts_on for a, b in pairwise(tiled))
        assert all(28 * months <= p.days <= 31 * months for p in tiled)

    @given(anchor=DAYS, later=st.integers(0, 4000), months=st.sampled_from([1, 3, 12]))
    def test_every_day_is_in_the_period_found_for_it(self, anchor, later, months):
        day = anchor + timedelta(days=later)
        found = period_of(day, anchor=anchor, months=months)

        assert day in found
        assert [found] == [p for p in periods(anchor, through=day, months=months) if day in p]

    def test_there_is_none_before_the_anchor(self):
        with pytest.raises(ValueError, match="before the first period"):
            period_of(date(2026, 1, 1), anchor=date(2026, 1, 2))

    def test_its_last_day_is_its_own(self):
        march = Period(date(2026, 3, 1), date(2026, 4, 1))

        assert (march.last_day, march.days) == (date(2026, 3, 31), 31)
        assert date(2026, 4, 1) not in march


class TestTimeline:
    def test_a_day_without_terms_is_on_free(self):
        timeline = Timeline((terms(BASIC, starts_on=date(2026, 3, 1), until=date(2026, 5, 1)),))

        assert timeline.on(date(2026, 2, 28)) is None
        assert timeline.on(date(2026, 3, 1)).edition == BASIC.key
        assert timeline.on(date(2026, 4, 30)).edition == BASIC.key
        assert timeline.on(date(2026, 5, 1)) is None

    def test_a_change_holds_from_its_day_on(self):
        basic = Timeline((terms(BASIC, starts_on=date(2026, 3, 1)),))
        upgraded = basic.changed(terms(PREMIUM, starts_on=date(2026, 3, 17)))

        assert upgraded.on(date(2026, 3, 16)).edition == BASIC.key
        assert upgraded.on(date(2026, 3, 17)).edition == PREMIUM.key

    def test_a_change_on_the_first_day_replaces(self):
        basic = Timeline((terms(BASIC, starts_on=date(2026, 3, 1)),))
        premium = terms(PREMIUM, starts_on=date(2026, 3, 1))

        assert basic.changed(premium) == Timeline((premium,))

    def test_an_end_closes_what_runs_and_forgets_what_was_to_come(self):
        timeline = Timeline(
            (
                terms(BASIC, starts_on=date(2026, 1, 1), until=date(2026, 2, 1)),
                terms(BASIC, starts_on=date(2026, 2, 1), until=date(2026, 6, 1), extra_seats=1),
                terms(PREMIUM, starts_on=date(2026, 6, 1)),
            )
        )
        ended = timeline.ended(date(2026, 4, 15))

        assert [t.until for t in ended.terms] == [date(2026, 2, 1), date(2026, 4, 15)]

    def test_an_end_in_the_past_of_an_end_changes_nothing(self):
        closed = Timeline((terms(BASIC, starts_on=date(2026, 1, 1), until=date(2026, 2, 1)),))

        assert closed.ended(date(2026, 3, 1)) == closed

    @pytest.mark.parametrize("until", [None, date(2026, 3, 2)])
    def test_terms_never_overlap(self, until):
        with pytest.raises(ValueError, match="overlap"):
            Timeline(
                (
                    terms(BASIC, starts_on=date(2026, 3, 1), until=until),
                    terms(PREMIUM, starts_on=date(2026, 3, 1)),
                )
            )

    def test_terms_replaced_on_their_first_day_are_empty(self):
        day = date(2026, 3, 1)

        assert terms(BASIC, starts_on=day, until=day).is_empty
        assert not terms(BASIC, starts_on=day).is_empty

    def test_terms_copy_their_edition(self):
        agreed = Terms.of(BASIC, extra_seats=3, starts_on=date(2026, 3, 1))

        assert (agreed.fee, agreed.seat_fee) == (BASIC.monthly_fee, BASIC.seat_fee)
        assert agreed.seats == BASIC.seats_included + 3
