"""Laws of charging over all cadences: against a second implementation that walks day by day.

R9: periods tile the contract, whatever day of the month it starts on. R12: parts add up to the
whole, a detour within a day costs nothing, and what is shown is what is charged.
"""

from calendar import monthrange
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import count, pairwise, takewhile

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from saas.errors import Refusal
from saas.licensing.agreement.rules import Terms, Timeline, periods
from saas.licensing.catalogue.rules import PlanIsByContract
from saas.licensing.change.rules import Standing, preview
from saas.licensing.charges.rules import difference
from saas.licensing.fewer_seats.rules import NoSeatsToReduce, extra_seats_for
from saas.licensing.ordering.rules import (
    ContractComes,
    EstimatedPeriodRuns,
    When,
    first_day_of_less,
)
from saas.licensing.plans.rules import Cadence, Price, Timing
from saas.licensing.reckoning.rules import due_days
from saas.licensing.small_charges.rules import Books
from saas.licensing.vat.rules import vat_decision
from saas.money import Money, total
from tests.licensing.making import BASIC, ENTERPRISE, PREMIUM, terms

ONE_DAY = timedelta(days=1)
CADENCES = [Cadence(months, timing) for timing in Timing for months in (1, 3, 12)]
VAT = vat_decision(country="SE", vat_number_proven=False, on=date(2026, 1, 1))


def sold_every_way(edition):
    """The edition, at prices that divide badly, in every cadence there is."""
    return replace(
        edition,
        prices=tuple(
            Price(
                cadence,
                Money(edition.monthly_fee.minor * cadence.months - 7 * (cadence.months > 1)),
                Money(edition.seat_fee.minor * cadence.months - 3 * (cadence.months > 1)),
            )
            for cadence in CADENCES
        ),
    )


SMALL, LARGE = sold_every_way(BASIC), sold_every_way(PREMIUM)


def same_day(anchor, months):
    """`months` after the anchor, found without the house's own calendar."""
    year, month = anchor.year + (anchor.month - 1 + months) // 12, (anchor.month - 1 + months) % 12
    return date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))


def by_the_day(timeline, through):
    """What is owed when all is over, found day by day: a second implementation (R12).

    Each day's share of each item is the difference of two rounded running totals.
    """
    owed, day = 0, timeline.terms[0].starts_on
    while day <= through:
        agreed = timeline.on(day)
        if agreed is not None:
            months = agreed.cadence.months
            k = next(k for k in count() if day < same_day(agreed.anchor, (k + 1) * months))
            first = same_day(agreed.anchor, k * months)
            days = (same_day(agreed.anchor, (k + 1) * months) - first).days
            n = (day - first).days
            for full in (agreed.fee.minor, agreed.seat_fee.minor * agreed.extra_seats):
                before, after = (
                    int(Fraction(full * passed, days) + Fraction(1, 2)) for passed in (n, n + 1)
                )
                owed += after - before
        day += ONE_DAY
    return Money(owed)


STARTS = st.dates(date(2027, 11, 1), date(2028, 3, 31))
CHOICES = st.tuples(st.sampled_from([SMALL, LARGE]), st.integers(0, 5), st.sampled_from(CADENCES))
MOMENTS = st.lists(st.tuples(st.integers(0, 700), CHOICES), max_size=6).map(
    lambda moments: sorted(moments, key=lambda moment: moment[0])
)


def in_series(timeline, edition, extra_seats, cadence, day):
    """Terms from `day`, whose periods go on where those of the day before are alike."""
    before = timeline.on(day - ONE_DAY)
    goes_on = before is not None and before.cadence == cadence
    return Terms.of(
        edition,
        extra_seats=extra_seats,
        starts_on=day,
        cadence=cadence,
        anchor=before.anchor if goes_on else day,
    )


def lived(first, start, moments):
    edition, extra_seats, cadence = first
    timeline = Timeline(
        (terms(edition, starts_on=start, extra_seats=extra_seats, cadence=cadence),)
    )
    for later, choice in moments:
        day = start + timedelta(days=later)
        timeline = timeline.changed(in_series(timeline, *choice, day))
    return timeline


class TestPeriods:
    @pytest.mark.parametrize("months", [1, 3, 12])
    @pytest.mark.parametrize("day", range(1, 32))
    def test_tile_ten_years_from_every_day_of_the_month(self, day, months):
        for month in (1, 3, 5, 7, 8, 10, 12):
            anchor = date(2026, month, day)
            tiled = list(periods(anchor, through=date(2036, 12, 31), months=months))

            assert tiled[0].starts_on == anchor
            assert all(one.until == other.starts_on for one, other in pairwise(tiled))
            assert all(one.starts_on.day == min(day, _last(one.starts_on)) for one in tiled)

    @given(STARTS, st.integers(0, 2000), st.sampled_from([1, 3, 12]))
    def test_since_a_day_are_those_not_over_by_then(self, anchor, later, months):
        since, through = anchor + timedelta(days=later), anchor + timedelta(days=2500)
        every = list(periods(anchor, through=through, months=months))

        assert list(periods(anchor, through=through, months=months, since=since)) == [
            one for one in every if one.until > since
        ]


def _last(day):
    return monthrange(day.year, day.month)[1]


class TestWhatIsOwed:
    @settings(deadline=None)
    @given(STARTS, CHOICES, MOMENTS, st.integers(0, 900), st.lists(st.integers(0, 900), max_size=4))
    def test_is_what_a_walk_day_by_day_finds(self, start, first, moments, lasts, looks):
        """However it is cut, invoiced and whenever, when all is over the sum is the same."""
        last_day = start + timedelta(days=lasts)
        invoiced = []
        for n in range(len(moments) + 1):
            timeline = lived(first, start, moments[:n]).ended(last_day + ONE_DAY)
            since = moments[n - 1][0] if n else 0
            until = moments[n][0] if n < len(moments) else 900
            for look in sorted(look for look in looks if since <= look < until):
                through = start + timedelta(days=look)
                invoiced += difference(timeline, invoiced=invoiced, through=through)
        end = last_day + timedelta(days=1)
        invoiced += difference(timeline, invoiced=invoiced, through=end)

        assert total(line.net for line in invoiced) == by_the_day(timeline, last_day)
        assert not difference(timeline, invoiced=invoiced, through=end)

    @settings(deadline=None)
    @given(STARTS, st.integers(0, 5), st.lists(st.integers(0, 5), max_size=5), st.data())
    def test_of_a_year_is_the_same_in_advance_in_arrears_and_prebilled(
        self, start, extra_seats, grown, data
    ):
        changes = sorted(
            (data.draw(st.integers(1, 365)), seats, timing) for seats in grown for timing in [None]
        )
        sums = set()
        for timing in Timing:
            cadence = Cadence(12, timing)
            timeline = lived((SMALL, extra_seats, cadence), start, [])
            invoiced = difference(timeline, through=start)
            for later, seats, _ in changes:
                day = start + timedelta(days=later)
                timeline = timeline.changed(in_series(timeline, SMALL, seats, cadence, day))
                invoiced += difference(timeline, invoiced=invoiced, through=day)
            over = same_day(start, 12)
            timeline = timeline.ended(over)
            invoiced += difference(timeline, invoiced=invoiced, through=over)
            sums.add(total(line.net for line in invoiced))
        assert len(sums) == 1

    def test_in_arrears_is_nothing_until_the_period_is_over(self):
        quarter = Cadence(3, Timing.IN_ARREARS)
        start = date(2026, 1, 1)
        timeline = lived((SMALL, 0, quarter), start, [])

        assert difference(timeline, through=date(2026, 3, 31)) == []
        (line,) = difference(timeline, through=date(2026, 4, 1))
        assert (line.starts_on, line.until) == (start, date(2026, 4, 1))

    def test_in_arrears_the_last_days_are_invoiced_when_the_agreement_ends(self):
        timeline = lived((SMALL, 0, Cadence(3, Timing.IN_ARREARS)), date(2026, 1, 1), [])
        ended = timeline.ended(date(2026, 2, 15))

        assert difference(ended, through=date(2026, 2, 14)) == []
        (line,) = difference(ended, through=date(2026, 2, 15))
        assert (line.until, line.net) == (
            date(2026, 2, 15),
            SMALL.price_for(Cadence(3, Timing.IN_ARREARS)).fee.between(0, 45, of=90),
        )

    def test_prebilled_is_estimated_and_put_right_when_the_year_is_over(self):
        year = Cadence(12, Timing.PREBILLED)
        start = date(2026, 1, 1)
        timeline = lived((SMALL, 2, year), start, [])
        estimate = difference(timeline, through=start)
        grown = timeline.changed(in_series(timeline, SMALL, 4, year, date(2026, 7, 1)))

        assert difference(grown, invoiced=estimate, through=date(2026, 12, 31)) == []
        put_right, *next_year = difference(grown, invoiced=estimate, through=date(2027, 1, 1))
        assert (put_right.quantity, put_right.starts_on) == (2, date(2026, 7, 1))
        seat = SMALL.price_for(year).seat_fee
        assert put_right.net == (seat * 4).between(181, 365, of=365) - (seat * 2).between(
            181, 365, of=365
        )
        assert [line.period.starts_on for line in next_year] == [date(2027, 1, 1)] * 2

    def test_prebilled_is_put_right_at_once_when_the_agreement_ends(self):
        year = Cadence(12, Timing.PREBILLED)
        timeline = lived((SMALL, 0, year), date(2026, 1, 1), [])
        estimate = difference(timeline, through=date(2026, 1, 1))
        ended = timeline.ended(date(2026, 7, 1))

        assert difference(ended, invoiced=estimate, through=date(2026, 6, 30)) == []
        (credit,) = difference(ended, invoiced=estimate, through=date(2026, 7, 1))
        assert credit.net == -SMALL.price_for(year).fee.between(181, 365, of=365)

    def test_follows_the_calendar_where_the_anchor_does(self):
        quarter = Cadence(3, Timing.IN_ARREARS)
        agreed = terms(SMALL, starts_on=date(2026, 2, 10), cadence=quarter, anchor=date(2026, 1, 1))
        first, second = difference(Timeline((agreed,)), through=date(2026, 7, 1))

        assert (first.starts_on, first.period.days) == (date(2026, 2, 10), 90)
        assert second.net == SMALL.price_for(quarter).fee

    def test_terms_that_are_to_begin_are_owed_when_they_do(self):
        agreed = terms(
            SMALL, starts_on=date(2026, 6, 1), cadence=Cadence(12), anchor=date(2026, 1, 1)
        )

        assert difference(Timeline((agreed,)), through=date(2026, 5, 31)) == []
        assert difference(Timeline((agreed,)), through=date(2026, 6, 1))


class TestTheDaysOnWhichSomethingIsDue:
    @settings(deadline=None)
    @given(STARTS, CHOICES, MOMENTS, st.one_of(st.none(), st.integers(0, 900)))
    def test_are_all_there_are(self, start, first, moments, lasts):
        """Looking on those days only, an invoice is never late."""
        timeline = lived(first, start, moments)
        if lasts is not None:
            timeline = timeline.ended(start + timedelta(days=lasts))
        invoiced = difference(timeline, through=start)
        day, found = start, set(due_days(timeline, after=start))
        for _ in range(400):
            day += ONE_DAY
            lines = difference(timeline, invoiced=invoiced, through=day)
            assert not lines or day in found
            invoiced += lines


def asked(standing, choice, day, when):
    edition, extra_seats, cadence = choice
    return preview(
        standing,
        edition=edition,
        extra_seats=extra_seats,
        day=day,
        vat=VAT,
        cadence=cadence,
        when=when,
    )


class TestThePreview:
    @settings(deadline=None)
    @given(
        STARTS,
        st.lists(
            st.tuples(st.integers(0, 200), CHOICES, st.sampled_from(When)), min_size=1, max_size=6
        ),
        st.one_of(st.none(), st.integers(0, 900)),
    )
    @example(
        start=date(2027, 11, 1),
        orders=[
            (0, (SMALL, 0, Cadence(1)), When.SOONEST),
            (0, (SMALL, 0, Cadence(1, Timing.IN_ARREARS)), When.SOONEST),
            (0, (SMALL, 0, Cadence(1)), When.SOONEST),
        ],
        lasts=None,
    )
    def test_is_the_charge_now_and_at_the_next_invoice(self, start, orders, lasts):
        """Invoices are made as in the house: on due days, and at each purchase and notice.

        What is asked knows what has been invoiced of periods that are not over, as in the house:
        who goes over to arrears and back within a day has paid for days of which the timeline
        no longer says so.
        """
        foreseen = any(choice[2].timing is Timing.PREBILLED for _, choice, _ in orders)
        last_day = None if lasts is None or foreseen else start + timedelta(days=lasts)
        standing, invoiced, day = Standing(), [], start
        for passed, choice, when in orders:
            looked, day = day, day + timedelta(days=passed)
            if last_day is not None and day > last_day:
                break
            before = standing.with_(standing.pending)
            for due in takewhile(day.__ge__, due_days(before, after=looked)):
                invoiced += difference(before, invoiced=invoiced, through=due)
            if standing.pending and standing.pending.starts_on <= day:
                held = standing.timeline.changed(standing.pending)
                standing = replace(standing, timeline=held, pending=None)
            running = tuple(line for line in invoiced if line.period.until > day)
            try:
                known = replace(standing, books=Books(invoiced=running))
                offer = asked(known, choice, day, when)
            except Refusal:
                continue
            if offer.is_to_come:
                standing = replace(standing, pending=offer.terms)
            else:
                held = standing.timeline.changed(offer.terms)
                standing = replace(standing, timeline=held, pending=None)
            after = standing.with_(standing.pending)
            charged = difference(after, invoiced=invoiced, through=day)
            assert list(offer.lines) == charged
            if offer.next_on:
                coming = difference(after, invoiced=invoiced + charged, through=offer.next_on)
                assert list(offer.next_lines) == coming
            invoiced += charged
            if standing.last_day is None and last_day is not None:
                standing = replace(standing, last_day=last_day)
                after = standing.with_(standing.pending)
                invoiced += difference(after, invoiced=invoiced, through=day)

    @given(STARTS, CHOICES, st.integers(1, 500), CHOICES, CHOICES)
    def test_of_a_detour_within_a_day_nets_to_nothing(self, start, first, later, one, other):
        """There and back again: what has been charged and credited that day is nothing.

        In arrears the days before may be invoiced early, never more; the law is for the rest.
        """
        first = (first[0], first[1], Cadence(first[2].months))
        day = start + timedelta(days=later)
        standing = Standing(timeline=lived(first, start, []))
        invoiced = difference(standing.timeline, through=day)
        spent = []
        for edition, extra_seats, cadence in (one, other, first):
            wanted = edition, extra_seats, Cadence(cadence.months)
            timeline = standing.timeline.changed(in_series(standing.timeline, *wanted, day))
            standing = replace(standing, timeline=timeline)
            spent += difference(timeline, invoiced=invoiced + spent, through=day)

        assert total([line.net for line in spent]) == Money(0)

    def test_of_a_contract_is_of_seats_only(self):
        start = date(2026, 1, 1)
        held = lived((SMALL, 1, Cadence(1)), start, [])
        standing = Standing(timeline=held, by_contract=True)

        assert asked(standing, (SMALL, 2, Cadence(1)), start, When.SOONEST).terms.extra_seats == 2
        fewer = asked(standing, (SMALL, 0, Cadence(1)), start, When.SOONEST)
        assert (fewer.terms.extra_seats, fewer.starts_on) == (0, date(2026, 2, 1))
        for choice in ((LARGE, 2, Cadence(1)), (SMALL, 2, Cadence(12))):
            with pytest.raises(PlanIsByContract):
                asked(standing, choice, start, When.SOONEST)

    @pytest.mark.parametrize(
        ("day", "renews_months", "first"),
        [
            (date(2026, 5, 10), 0, date(2027, 1, 1)),
            (date(2026, 5, 10), 12, date(2027, 1, 1)),
            (date(2027, 2, 10), 0, date(2027, 3, 1)),
            (date(2027, 2, 10), 12, date(2028, 1, 1)),
        ],
    )
    def test_of_fewer_seats_waits_for_the_end_of_the_binding_term_that_runs(
        self, day, renews_months, first
    ):
        """Bound through 31 December 2026, by the month, and prolonged or not."""
        held = terms(SMALL, starts_on=date(2026, 1, 1), extra_seats=2)
        bound = replace(held, bound_until=date(2026, 12, 31), renews_months=renews_months)
        standing = Standing(timeline=Timeline((bound,)), by_contract=True)

        assert asked(standing, (SMALL, 1, Cadence(1)), day, When.SOONEST).starts_on == first
        assert first_day_of_less(bound, day=day) == first

    def test_of_a_change_after_a_contract_that_comes_is_refused(self):
        start = date(2026, 1, 1)
        contract = terms(LARGE, starts_on=date(2026, 2, 1))
        held = lived((SMALL, 1, Cadence(1)), start, [])
        standing = Standing(timeline=held, contracts=(contract,))

        assert asked(standing, (SMALL, 2, Cadence(1)), start, When.SOONEST).next_lines[0].name
        with pytest.raises(ContractComes):
            asked(standing, (SMALL, 0, Cadence(1)), start, When.SOONEST)

    def test_during_an_estimated_year_the_cadence_is_not_changed_at_once(self):
        start = date(2026, 1, 1)
        standing = Standing(timeline=lived((SMALL, 0, Cadence(12, Timing.PREBILLED)), start, []))
        choice = (SMALL, 0, Cadence(12))

        with pytest.raises(EstimatedPeriodRuns):
            asked(standing, choice, date(2026, 5, 1), When.SOONEST)
        later = asked(standing, choice, date(2026, 5, 1), When.PERIOD_END)
        assert later.starts_on == date(2027, 1, 1)

    def test_of_a_plan_that_costs_less_in_other_periods_waits_for_the_next(self):
        start = date(2026, 1, 1)
        standing = Standing(timeline=lived((LARGE, 0, Cadence(1)), start, []))
        yearly_only = replace(BASIC, prices=(Price(Cadence(12), Money.sek(2490), Money.sek(490)),))

        offer = asked(standing, (yearly_only, 0, Cadence(12)), date(2026, 1, 9), When.SOONEST)
        assert offer.starts_on == date(2026, 2, 1)
        assert ENTERPRISE.prices[0].fee == Money(0)


def test_terms_never_begin_before_their_periods():
    with pytest.raises(ValueError, match="before the first period"):
        terms(SMALL, starts_on=date(2026, 3, 1), anchor=date(2026, 3, 2))


def test_periods_over_by_a_day_may_be_left_out():
    start = date(2026, 1, 1)
    timeline = lived((SMALL, 1, Cadence(1)), start, [])
    invoiced = difference(timeline, through=date(2026, 3, 1))

    assert not difference(
        timeline, invoiced=invoiced, through=date(2026, 3, 1), since=date(2026, 2, 1)
    )


@pytest.mark.parametrize("held", [None, terms(SMALL, starts_on=date(2026, 3, 1))])
def test_there_are_no_seats_to_reduce_without_extra_ones(held):
    with pytest.raises(NoSeatsToReduce):
        extra_seats_for(held, 2)


def test_what_has_been_taken_together_is_one_line():
    """Neighbouring days that lack the same are one line, whatever was cut in between."""
    start = date(2026, 3, 1)
    timeline = lived((SMALL, 3, Cadence(1)), start, [(9, (SMALL, 3, Cadence(1)))])
    found = defaultdict(list)
    for line in difference(timeline, through=start):
        found[line.item].append(line)

    assert all(len(lines) == 1 for lines in found.values())
