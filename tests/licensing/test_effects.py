"""What agreeing to something does to the bill: now, at the next invoice, and in a year."""

from dataclasses import replace
from datetime import date

from saas.licensing.agreement.rules import Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.effects.rules import effect
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.small_charges.rules import Books
from saas.licensing.vat.rules import vat_decision
from tests.licensing.making import BASIC, terms

NEW_YEAR, NEXT_YEAR = date(2026, 1, 1), date(2027, 1, 1)
DOMESTIC = vat_decision(country="SE", vat_number_proven=False, on=NEW_YEAR)
YEAR_AHEAD = Cadence(12, Timing.PREBILLED)


def of(before, after, *, day, **known):
    standing = tuple(timeline.terms[-1] if timeline.terms else None for timeline in (before, after))
    return effect(before, after, day=day, standing=standing, vat=DOMESTIC, currency="SEK", **known)


def a_year(**held):
    return replace(terms(BASIC, starts_on=NEW_YEAR, **held), cadence=YEAR_AHEAD)


def test_a_reconciliation_that_finds_nothing_is_no_next_invoice():
    """A year charged ahead is looked at when it is over; nothing has changed, nobody is billed."""
    last_year = Timeline((a_year(until=NEXT_YEAR),))

    told = of(Timeline(()), last_year, day=NEW_YEAR)

    assert (told.next_on, told.next_lines) == (None, ())
    assert told.now.net.minor == told.yearly.net.minor == a_year().fee.minor


def test_a_reconciliation_that_finds_a_seat_is_the_next_invoice():
    before = Timeline((a_year(until=NEXT_YEAR),))
    after = before.changed(replace(before.terms[-1], starts_on=date(2026, 7, 1), extra_seats=1))

    told = of(before, after, day=date(2026, 7, 1))

    assert told.now.net.minor + told.next.net.minor > 0
    assert told.yearly_effect.minor == a_year().seat_fee.minor


def test_a_reconciliation_finds_the_seats_that_came_before_this_one_too():
    before = Timeline((a_year(until=NEXT_YEAR),))
    one = before.changed(replace(before.terms[-1], starts_on=date(2026, 7, 1), extra_seats=1))
    two = one.changed(replace(one.terms[-1], starts_on=date(2026, 10, 1), extra_seats=2))

    told = of(one, two, day=date(2026, 10, 1))

    seat = a_year().seat_fee
    assert told.lines == ()
    assert told.next.net == seat.between(181, 273, of=365) + (seat * 2).between(273, 365, of=365)


def test_a_year_charged_ahead_under_notice_is_known_to_have_been_charged_to_its_last_day():
    """Notice of the year before is known when the year begins; a seat then costs its own days."""
    until, seat_on = date(2027, 4, 1), date(2027, 3, 2)
    before = Timeline((a_year(until=until),))
    after = before.changed(replace(before.terms[0], starts_on=seat_on, extra_seats=1)).ended(until)
    invoiced = difference(before, through=NEXT_YEAR, since=NEXT_YEAR)

    told = of(before, after, day=seat_on, books=Books(invoiced=tuple(invoiced)))

    assert [line.until for line in invoiced] == [until]
    assert (told.lines, told.next_on) == ((), until)
    assert told.next.net == a_year().seat_fee.between(60, 90, of=365)
