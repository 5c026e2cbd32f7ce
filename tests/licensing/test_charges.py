"""What an agreement costs: the vectors of domain.md §4, and the laws that quantify."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.licensing.agreement.rules import Period, Timeline, periods
from saas.licensing.charges.rules import difference
from saas.licensing.lines.rules import ChargeLine, Item, Priced
from saas.money import Money, total
from tests.licensing.making import BASIC, ENTERPRISE, PREMIUM, terms

MARCH = Period(date(2026, 3, 1), date(2026, 4, 1))


def basic_since(day, extra_seats=0):
    return Timeline((terms(BASIC, starts_on=day, extra_seats=extra_seats),))


def nets(lines):
    return [(line.item, line.quantity, line.net.minor) for line in lines]


class TestVectors:
    """domain.md §4, to the öre."""

    def test_an_upgrade_credits_the_old_plan_and_charges_the_new(self):
        timeline = basic_since(MARCH.starts_on)
        paid = difference(timeline, through=MARCH.starts_on)
        upgraded = timeline.changed(
            terms(PREMIUM, starts_on=date(2026, 3, 17), anchor=MARCH.starts_on)
        )

        lines = difference(upgraded, invoiced=paid, through=date(2026, 3, 17))

        assert nets(paid) == [(Item.PLAN, 1, 24900)]
        assert nets(lines) == [(Item.PLAN, -1, -12048), (Item.PLAN, 1, 28984)]
        assert total(line.net for line in lines) == Money(16936)  # prorated jointly: 16 935

    @pytest.mark.parametrize(
        ("from_day", "minor"), [(date(2026, 2, 10), 3325), (date(2026, 3, 21), 1739)]
    )
    def test_a_seat_bought_in_mid_month_is_charged_to_its_end(self, from_day, minor):
        anchor = from_day.replace(day=1)
        timeline = basic_since(anchor)
        paid = difference(timeline, through=anchor)
        grown = timeline.changed(terms(BASIC, starts_on=from_day, extra_seats=1, anchor=anchor))

        (line,) = difference(grown, invoiced=paid, through=from_day)

        assert (line.item, line.quantity, line.net) == (Item.SEATS, 1, Money(minor))

    def test_a_period_cut_in_four_sums_to_its_price(self):
        plan = Priced(Item.PLAN, BASIC.key, BASIC.name, BASIC.monthly_fee)
        cuts = [date(2026, 3, d) for d in (1, 8, 17, 24)] + [MARCH.until]
        parts = [plan.cost(1, Period(a, b), of=MARCH) for a, b in pairwise(cuts)]

        assert [part.minor for part in parts] == [5623, 7229, 5622, 6426]
        assert total(parts) == BASIC.monthly_fee


class TestDifference:
    def test_is_empty_on_free(self):
        assert difference(Timeline(), through=date(2027, 3, 1)) == []

    def test_charges_each_period_that_has_begun_in_advance(self):
        lines = difference(basic_since(date(2026, 1, 31)), through=date(2026, 3, 31))

        assert [line.starts_on for line in lines] == [
            date(2026, 1, 31),
            date(2026, 2, 28),
            date(2026, 3, 31),
        ]
        assert {line.net for line in lines} == {BASIC.monthly_fee}

    def test_prorates_the_last_period_to_the_last_day(self):
        anchor, last_day = date(2026, 1, 15), date(2026, 3, 31)
        timeline = basic_since(anchor).ended(last_day + timedelta(days=1))

        *whole, final = difference(timeline, through=date(2026, 9, 1))

        assert len(whole) == 2
        assert (final.starts_on, final.until) == (date(2026, 3, 15), date(2026, 4, 1))
        assert final.net == BASIC.monthly_fee.between(0, 17, of=31)

    def test_credits_days_invoiced_after_the_last_day(self):
        anchor = date(2026, 3, 1)
        paid = difference(basic_since(anchor, extra_seats=2), through=anchor)
        ended = basic_since(anchor, extra_seats=2).ended(date(2026, 3, 11))

        lines = difference(ended, invoiced=paid, through=anchor)

        assert nets(lines) == [(Item.PLAN, -1, -16868), (Item.SEATS, -2, -6639)]
        assert {(line.starts_on, line.until) for line in lines} == {
            (date(2026, 3, 11), MARCH.until)
        }

    def test_compares_again_what_was_invoiced_beyond_the_day_asked_for(self):
        anchor = date(2026, 3, 1)
        paid = difference(basic_since(anchor), through=date(2026, 4, 1))

        assert not difference(basic_since(anchor), invoiced=paid, through=anchor)
        assert nets(difference(Timeline(), invoiced=paid, through=anchor)) == [
            (Item.PLAN, -1, -24900),
            (Item.PLAN, -1, -24900),
        ]

    def test_what_costs_nothing_makes_no_line(self):
        agreed = Timeline((terms(ENTERPRISE, starts_on=date(2026, 3, 1), extra_seats=5),))

        assert difference(agreed, through=date(2026, 5, 1)) == []

    def test_a_correction_of_last_month_is_found(self):
        anchor = date(2026, 2, 1)
        paid = difference(basic_since(anchor, extra_seats=1), through=date(2026, 3, 1))
        corrected = Timeline(
            (
                terms(BASIC, starts_on=anchor, until=date(2026, 2, 15), extra_seats=1),
                terms(BASIC, starts_on=date(2026, 2, 15), anchor=anchor),
            )
        )

        lines = difference(corrected, invoiced=paid, through=date(2026, 3, 1))

        assert nets(lines) == [(Item.SEATS, -1, -2450), (Item.SEATS, -1, -4900)]


class TestExplanations:
    def said(self, **changed):
        line = ChargeLine(
            item=Item.SEATS,
            edition=BASIC.key,
            name="Basic",
            quantity=1,
            unit_price=Money.sek(49),
            period=MARCH,
            starts_on=date(2026, 3, 21),
            until=MARCH.until,
            net=Money(1739),
        )
        line = replace(line, **changed)
        return str(line.title), _english(line.explanation)

    def test_say_how_the_amount_was_found(self):
        assert self.said() == (
            "Extra seats, Basic",
            "11 of 31 days of March, 1 seat × 49.00 SEK",
        )

    def test_say_when_it_is_a_credit(self):
        title, explanation = self.said(quantity=-2)

        assert title == "Extra seats, Basic, not used"
        assert explanation == "11 of 31 days of March, 2 seats × 49.00 SEK"

    def test_say_a_whole_month(self):
        assert self.said(starts_on=MARCH.starts_on, item=Item.PLAN) == (
            "Basic",
            "all of March, 1 × 49.00 SEK",
        )

    def test_say_a_period_that_is_no_calendar_month(self):
        period = Period(date(2026, 3, 15), date(2026, 4, 15))

        assert self.said(period=period, starts_on=period.starts_on, until=period.until)[1] == (
            "2026-03-15 to 2026-04-14, 1 seat × 49.00 SEK"
        )
        assert self.said(period=period, until=period.until)[1] == (
            "25 of 31 days from 2026-03-15 to 2026-04-14, 1 seat × 49.00 SEK"
        )

    def test_name_a_plan_that_was_left(self):
        assert self.said(item=Item.PLAN, quantity=-1)[0] == "Basic, not used"


def _english(text):
    return str(text)


# What an agreement may live through: on a day, a plan and a number of seats, or its end.
MOMENTS = st.tuples(
    st.integers(0, 120),
    st.one_of(st.none(), st.tuples(st.sampled_from([BASIC, PREMIUM]), st.integers(0, 7))),
)
LIVES = st.lists(MOMENTS, max_size=8).map(lambda moments: sorted(moments, key=lambda m: m[0]))
ANCHORS = st.dates(date(2027, 12, 1), date(2028, 3, 31))


def lived(timeline, anchor, moment):
    """The timeline after one moment of a life."""
    later, choice = moment
    day = anchor + timedelta(days=later)
    if choice is None:
        return timeline.ended(day)
    edition, extra_seats = choice
    return timeline.changed(terms(edition, starts_on=day, extra_seats=extra_seats, anchor=anchor))


def by_hand(timeline, anchor, through):
    """What is owed in all, found by another road: day by day, running totals per quantity."""
    owed = Fraction(0)
    for period in periods(anchor, through=through):
        days = [period.starts_on + timedelta(days=n) for n in range(period.days)]
        for n, day in enumerate(days):
            agreed = timeline.on(day)
            if agreed is None:
                continue
            for full in (agreed.fee.minor, agreed.seat_fee.minor * agreed.extra_seats):
                before, after = (
                    int(Fraction(full * k, period.days) + Fraction(1, 2)) for k in (n, n + 1)
                )
                owed += after - before
    return Money(int(owed))


class TestLaws:
    @settings(deadline=None)
    @given(ANCHORS, LIVES, st.lists(st.integers(0, 150), max_size=5))
    def test_however_often_invoiced_the_parts_add_up_to_the_whole(self, anchor, life, looks):
        """Whatever happens and whenever anybody invoices, the ledger says what is owed."""
        timeline, invoiced = basic_since(anchor), []
        for moment in life:
            timeline = lived(timeline, anchor, moment)
            for look in looks:
                through = anchor + timedelta(days=look)
                invoiced += difference(timeline, invoiced=invoiced, through=through)
        end = anchor + timedelta(days=200)
        invoiced += difference(timeline, invoiced=invoiced, through=end)

        assert total(line.net for line in invoiced) == by_hand(timeline, anchor, end)
        assert not difference(timeline, invoiced=invoiced, through=end)

    @given(ANCHORS, LIVES, st.integers(0, 120))
    def test_up_and_down_on_one_day_nets_to_nothing(self, anchor, life, later):
        timeline = basic_since(anchor)
        for moment in life:
            timeline = lived(timeline, anchor, moment)
        through = anchor + timedelta(days=150)
        paid = difference(timeline, through=through)
        day = anchor + timedelta(days=later)
        up = timeline.changed(terms(PREMIUM, starts_on=day, extra_seats=9, anchor=anchor))

        there = difference(up, invoiced=paid, through=through)
        back = difference(timeline, invoiced=paid + there, through=through)

        assert total(line.net for line in there + back) == Money(0)

    @given(ANCHORS, LIVES, st.permutations([0, 1, 2]), st.integers(0, 120))
    def test_the_way_to_a_day_s_last_word_does_not_matter(self, anchor, life, order, later):
        timeline = basic_since(anchor)
        for moment in life:
            timeline = lived(timeline, anchor, moment)
        day = anchor + timedelta(days=later)
        detours = [(BASIC, 3), (PREMIUM, 1), (BASIC, 0)]
        for n in order:
            timeline = lived(timeline, anchor, (later, detours[n]))
        last_word = lived(timeline, anchor, (later, (PREMIUM, 2)))
        straight = timeline.ended(day).changed(
            terms(PREMIUM, starts_on=day, extra_seats=2, anchor=anchor)
        )
        through = anchor + timedelta(days=150)

        assert difference(last_word, through=through) == difference(straight, through=through)

    @given(ANCHORS, LIVES)
    def test_a_credit_never_exceeds_what_its_days_were_charged(self, anchor, life):
        timeline, invoiced = basic_since(anchor), []
        for moment in life:
            timeline = lived(timeline, anchor, moment)
            day = anchor + timedelta(days=moment[0])
            invoiced += difference(timeline, invoiced=invoiced, through=day)

            charged = {}
            for line in invoiced:
                key = (line.priced, line.period)
                charged[key] = charged.get(key, 0) + line.net.minor
            assert min(charged.values(), default=0) >= 0

    @given(ANCHORS, LIVES)
    def test_every_line_says_a_quantity_of_a_price_for_days_of_its_period(self, anchor, life):
        timeline = basic_since(anchor)
        for moment in life:
            timeline = lived(timeline, anchor, moment)
        for line in difference(timeline, through=anchor + timedelta(days=150)):
            assert line.quantity > 0
            assert line.period.starts_on <= line.starts_on < line.until <= line.period.until
            assert line.net == line.priced.cost(line.quantity, line.days, of=line.period)
