"""A change that costs little waits for the next monthly invoice; nothing is lost by it (P12)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.licensing.agreement.rules import Period, Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.effects.rules import effect
from saas.licensing.lines.rules import Item
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.small_charges.rules import Books, waits
from saas.licensing.vat.rules import vat_decision
from saas.money import Money, total
from tests.licensing.making import BASIC, PREMIUM, terms

FIRST = date(2026, 1, 1)
END = date(2026, 5, 1)
SWEDISH = vat_decision(country="SE", vat_number_proven=False, on=FIRST)
SEAT = BASIC.seat_fee
FIFTY = Money.sek(50)


def a_plan(day=FIRST, **held):
    return terms(BASIC, starts_on=day, anchor=FIRST, **held)


def more_on(day, **held):
    """One company's January on Basic, with something else from a day on: timeline and books."""
    before = Timeline((a_plan(),))
    return before.changed(a_plan(day, **held)), difference(before, through=day)


def asked(timeline, invoiced, *, day, at_once_from=FIFTY):
    lines = difference(timeline, invoiced=invoiced, through=day)
    books = Books(invoiced=tuple(invoiced), at_once_from=at_once_from)
    return waits(lines, timeline=timeline, day=day, books=books)


class TestWhatWaits:
    def test_is_what_costs_less_than_is_asked_for_at_once(self):
        day = date(2026, 1, 20)
        price = SEAT.between(19, 31, of=31)
        timeline, invoiced = more_on(day, extra_seats=1)
        assert asked(timeline, invoiced, day=day, at_once_from=price + Money(1))
        assert not asked(timeline, invoiced, day=day, at_once_from=price)

    def test_is_nothing_where_the_operator_asks_for_everything_at_once(self):
        timeline, invoiced = more_on(date(2026, 1, 31), extra_seats=1)
        assert not asked(timeline, invoiced, day=date(2026, 1, 31), at_once_from=Money(0))

    def test_is_also_what_is_given_back(self):
        day = date(2026, 1, 20)
        before = Timeline((a_plan(extra_seats=1),))
        invoiced = difference(before, through=day)
        assert asked(before.changed(a_plan(day)), invoiced, day=day)

    def test_is_not_nothing(self):
        timeline = Timeline((a_plan(),))
        assert not asked(timeline, difference(timeline, through=FIRST), day=FIRST)

    def test_is_not_what_nobody_has_invoiced_any_of(self):
        last = date(2026, 1, 31)
        timeline = Timeline((a_plan(last),))
        assert not asked(timeline, [], day=last, at_once_from=Money.sek(5000))

    def test_is_not_a_month_that_begins(self):
        timeline, day = Timeline((a_plan(),)), date(2026, 2, 1)
        invoiced = difference(timeline, through=FIRST)
        assert not asked(timeline, invoiced, day=day, at_once_from=Money.sek(5000))

    @pytest.mark.parametrize(
        "cadence",
        [Cadence(3), Cadence(12), Cadence(1, Timing.IN_ARREARS), Cadence(1, Timing.PREBILLED)],
    )
    def test_is_nothing_of_longer_periods_nor_of_what_is_not_paid_ahead(self, cadence):
        last = date(2026, 1, 31)
        before = Timeline((replace(a_plan(), cadence=cadence),))
        after = before.changed(replace(a_plan(last, extra_seats=1), cadence=cadence))
        invoiced = difference(before, through=last)
        lines = difference(Timeline((a_plan(last, extra_seats=1),)), through=last)
        books = Books(invoiced=tuple(invoiced or lines), at_once_from=Money.sek(5000))
        assert not waits(lines, timeline=after, day=last, books=books)

    def test_is_nothing_after_the_last_day(self):
        timeline, invoiced = more_on(date(2026, 1, 20), extra_seats=1)
        ended = timeline.ended(date(2026, 1, 25))
        assert not asked(ended, invoiced, day=date(2026, 1, 25), at_once_from=Money.sek(5000))

    def test_is_nothing_that_no_later_invoice_would_bring(self):
        day = date(2026, 1, 20)
        timeline, invoiced = more_on(day, extra_seats=1)
        assert not asked(timeline.ended(date(2026, 2, 1)), invoiced, day=day)
        assert asked(timeline.ended(date(2026, 2, 2)), invoiced, day=day)

    def test_is_nothing_that_would_wait_longer_than_its_month(self):
        day = date(2026, 1, 20)
        timeline, invoiced = more_on(day, extra_seats=1)
        to_come = terms(BASIC, starts_on=date(2026, 2, 1), cadence=Cadence(12))
        in_arrears = timeline.changed(replace(to_come, cadence=Cadence(12, Timing.IN_ARREARS)))
        assert not asked(in_arrears, invoiced, day=day)
        assert asked(timeline.changed(to_come), invoiced, day=day)

    def test_is_no_service(self):
        day = date(2026, 1, 20)
        timeline, invoiced = more_on(day, extra_seats=1)
        lines = difference(timeline, invoiced=invoiced, through=day)
        books = Books(invoiced=tuple(invoiced), at_once_from=FIFTY)
        assert waits(lines, timeline=timeline, day=day, books=books)
        service = replace(lines[0], item=Item.SERVICE)
        assert not waits([service], timeline=timeline, day=day, books=books)


class TestTheBooks:
    def test_are_filled_up_where_they_say_nothing_of_a_period(self):
        timeline = Timeline((a_plan(extra_seats=2),))
        january, february = (
            difference(timeline, through=day, since=day) for day in (FIRST, date(2026, 2, 1))
        )
        service = replace(january[0], item=Item.SERVICE, period=Period(FIRST, date(2026, 2, 1)))
        books = Books(invoiced=(january[0], service)).filled_up([*january, *february])
        assert list(books.invoiced) == [january[0], *february]


seats = st.lists(
    st.tuples(st.integers(1, 118), st.integers(0, 4), st.sampled_from([BASIC, PREMIUM])),
    max_size=8,
)
sums = st.integers(0, 30_000).map(Money)


def lived(changes, at_once_from):
    """Every invoice until May begins, as it is issued, and what was shown of each change."""
    timeline, invoices, shown = Timeline((a_plan(),)), [], []
    agreed = {FIRST + timedelta(days=after): (count, edition) for after, count, edition in changes}
    begin = {date(2026, month, 1) for month in range(1, END.month + 1)}
    for day in sorted(begin | agreed.keys()):
        invoiced = [line for _on, lines in invoices for line in lines]
        if day in begin:
            lines = difference(timeline, invoiced=invoiced, through=day)
            invoices.append((day, lines))
            invoiced += lines
        if day in agreed:
            count, edition = agreed[day]
            changed = terms(edition, starts_on=day, anchor=FIRST, extra_seats=count)
            after = timeline.changed(changed)
            books = Books(invoiced=tuple(invoiced), at_once_from=at_once_from)
            told = effect(
                timeline,
                after,
                day=day,
                standing=(timeline.on(day), changed),
                vat=SWEDISH,
                currency="SEK",
                books=books,
            )
            shown.append((day, told))
            timeline = after
            lines = difference(timeline, invoiced=invoiced, through=day)
            if lines and not waits(lines, timeline=timeline, day=day, books=books):
                invoices.append((day, lines))
    return invoices, shown


class TestNothingIsLost:
    @settings(deadline=None)
    @given(seats, sums)
    def test_all_invoices_come_to_the_same_whatever_waits(self, changes, at_once_from):
        some, _shown = lived(changes, at_once_from)
        every, _shown = lived(changes, Money(0))
        assert _sum(some) == _sum(every)
        assert len(some) <= len(every)

    @settings(deadline=None)
    @given(seats, sums)
    def test_what_is_shown_is_what_is_invoiced_that_day(self, changes, at_once_from):
        invoices, shown = lived(changes, at_once_from)
        for day, told in shown:
            same_day = [lines for on, lines in invoices if on == day]
            issued = same_day[-1] if told.lines else []
            assert list(told.lines) == issued
            assert not (told.waits and told.lines)

    @settings(deadline=None)
    @given(seats, sums)
    def test_the_next_invoice_says_what_waited(self, changes, at_once_from):
        invoices, shown = lived(changes, at_once_from)
        for (day, told), following in zip_longest(shown, shown[1:]):
            undisturbed = following is None or following[0] > told.next_on
            if undisturbed and told.next_on <= END:
                assert (told.next_on, list(told.next_lines)) in invoices, day


def _sum(invoices):
    return total(line.net for _on, lines in invoices for line in lines)
