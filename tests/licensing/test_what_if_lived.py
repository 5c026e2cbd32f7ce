"""What the cost calculator says of a coming day is what is invoiced when the day has come.

LIVES says how many lives are lived of each kind; without it a few, that have every cadence.
"""

import os
from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from sqlalchemy import func, select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.invoices.models import Invoice
from saas.dates import add_months, now, today
from saas.db import db
from saas.licensing.plans.rules import MONTHLY, Cadence, Timing
from saas.licensing.termination.actions import give_notice
from saas.licensing.what_if.models import what_if
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests.licensing.making import BASIC, agreed, begun

pytestmark = pytest.mark.long

ONE_DAY = timedelta(days=1)
BEGAN = date(2026, 3, 2)
IN_A_PERIOD, FIRST_OF_ONE, NEXT_YEAR = date(2026, 7, 20), date(2026, 9, 2), date(2027, 3, 20)
DECEMBER = date(2026, 12, 10)
QUARTERLY = QUARTER, IN_ARREARS, PREBILLED = [Cadence(3, timing) for timing in Timing]
YEARLY = YEAR, YEAR_IN_ARREARS, YEAR_PREBILLED = [Cadence(12, timing) for timing in Timing]
LIVES = int(os.environ.get("LIVES", "3"))
STAYING = [
    (MONTHLY, IN_A_PERIOD),
    (PREBILLED, FIRST_OF_ONE),
    (YEAR, NEXT_YEAR),
    *((cadence, IN_A_PERIOD) for cadence in (QUARTER, IN_ARREARS, PREBILLED, *YEARLY)),
    *((cadence, FIRST_OF_ONE) for cadence in (MONTHLY, QUARTER, IN_ARREARS)),
    *((cadence, NEXT_YEAR) for cadence in (YEAR_IN_ARREARS, YEAR_PREBILLED)),
]
LEAVING = [
    (YEAR_IN_ARREARS, DECEMBER),
    (YEAR_PREBILLED, NEXT_YEAR),
    (QUARTER, DECEMBER),
    *((cadence, DECEMBER) for cadence in (MONTHLY, IN_ARREARS, PREBILLED, YEAR, YEAR_PREBILLED)),
    *((cadence, NEXT_YEAR) for cadence in (YEAR, YEAR_IN_ARREARS)),
]
WITHIN_A_YEAR = [IN_ARREARS, MONTHLY, PREBILLED, QUARTER]


def leaves(by):
    with tenant_scope(by.tenant_id):
        give_notice(by=Person.find(by.id), now=now())
        db.session.commit()


def asked(by, **question):
    """What the calculator shows."""
    with tenant_scope(by.tenant_id):
        return what_if(edition=BASIC.key, today=today(), **question)


def by_day(flow):
    """What comes to be invoiced, and on which days."""
    sums = Counter()
    for month in flow.months:
        for invoice in month.invoices:
            sums[invoice.day] += sum(line.net.minor for line in invoice.lines)
    return dict(sums)


def invoiced(by, first):
    """The same as it was invoiced, in twelve months."""
    with tenant_scope(by.tenant_id):
        rows = db.session.execute(
            select(Invoice.issued_on, func.sum(InvoiceLine.net_minor))
            .join(InvoiceLine, InvoiceLine.invoice_id == Invoice.id)
            .where(Invoice.issued_on >= first, Invoice.issued_on < add_months(first, 12))
            .group_by(Invoice.issued_on)
        ).all()
    return {day: int(net) for day, net in rows}


@pytest.fixture
def live(clock):
    return clock.live_over


def test_the_lives_of_every_day_have_each_cadence_and_those_of_the_build_all_there_are():
    few = STAYING[:3] + LEAVING[:3]
    lived = {cadence for cadence, _day in few} | set(WITHIN_A_YEAR[:3])
    assert lived == {MONTHLY, *QUARTERLY, *YEARLY}
    assert {day for _cadence, day in few} == {IN_A_PERIOD, FIRST_OF_ONE, NEXT_YEAR, DECEMBER}
    within_a_year, every = {MONTHLY, *QUARTERLY}, {MONTHLY, *QUARTERLY, *YEARLY}
    assert set(WITHIN_A_YEAR) == within_a_year
    assert set(STAYING) == {
        *product(every, [IN_A_PERIOD]),
        *product(within_a_year, [FIRST_OF_ONE]),
        *product(YEARLY, [NEXT_YEAR]),
    }
    assert set(LEAVING) == {*product(every, [DECEMBER]), *product(YEARLY, [NEXT_YEAR])}


class TestACompanyThatStays:
    @pytest.mark.parametrize(("cadence", "day"), STAYING[:LIVES], ids=str)
    def test_is_invoiced_what_was_shown_day_by_day(self, alice, clock, live, cadence, day):
        """Also for a seat that was ordered within a period charged ahead."""
        begun(alice, cadence)
        live(date(2026, 3, 20))
        agreed(alice, extra_seats=2)
        live(date(2026, 3, 25))
        shown = asked(alice, extra_seats=5, starts_on=day)

        live(day)
        agreed(alice, extra_seats=5)
        live(add_months(day, 12) - ONE_DAY)

        assert by_day(shown.flow) == invoiced(alice, day) != {}

    @pytest.mark.parametrize("cadence", WITHIN_A_YEAR[:LIVES], ids=str)
    def test_that_changes_nothing_is_invoiced_what_is_shown_beside(self, alice, live, cadence):
        begun(alice, cadence)
        live(date(2026, 3, 25))
        shown = asked(alice, extra_seats=5, starts_on=FIRST_OF_ONE)

        live(add_months(FIRST_OF_ONE, 12) - ONE_DAY)

        assert by_day(shown.as_now) == invoiced(alice, FIRST_OF_ONE) != {}


class TestACompanyThatLeaves:
    @pytest.mark.parametrize(("cadence", "notice_on"), LEAVING[:LIVES], ids=str)
    def test_later_is_invoiced_what_was_shown(self, alice, live, cadence, notice_on):
        """Nobody knows of the notice before it is given: what was charged ahead is credited."""
        begun(alice, cadence)
        live(date(2026, 3, 25))
        shown = asked(alice, extra_seats=4, starts_on=IN_A_PERIOD, notice_on=notice_on)

        live(IN_A_PERIOD)
        agreed(alice, extra_seats=4)
        live(notice_on)
        leaves(alice)
        live(add_months(notice_on, 3) + ONE_DAY)
        live(add_months(IN_A_PERIOD, 12) - ONE_DAY)

        assert by_day(shown.flow) == invoiced(alice, IN_A_PERIOD) != {}

    def test_and_has_said_so_is_charged_ahead_to_its_last_day_only(self, alice, live):
        """A quarter that begins under notice is not charged whole, and nothing is credited."""
        day = date(2026, 6, 10)
        begun(alice, Cadence(3, Timing.PREBILLED))
        live(date(2026, 4, 15))
        leaves(alice)
        live(date(2026, 4, 20))
        shown = asked(alice, extra_seats=3, starts_on=day)

        live(day)
        agreed(alice, extra_seats=3)
        live(date(2026, 7, 16))
        live(date(2026, 9, 10))

        assert by_day(shown.as_now) == {}
        ((issued_on, net),) = invoiced(alice, day).items()
        assert by_day(shown.flow) == {issued_on: net}
        assert (shown.offer.next_on, shown.offer.next.net.minor) == (issued_on, net)
        assert net > 0

    @pytest.mark.parametrize("cadence", WITHIN_A_YEAR[:LIVES], ids=str)
    def test_and_comes_back_the_day_after_pays_for_its_last_days_too(
        self, alice, live, tell_all, cadence
    ):
        """One in arrears is settled on the very day on which the other is agreed."""
        begun(alice, cadence)
        live(date(2026, 4, 15))
        leaves(alice)
        live(date(2026, 4, 20))
        day = date(2026, 7, 16)
        shown = asked(alice, extra_seats=3, starts_on=day)
        a_day_later = asked(alice, extra_seats=3, starts_on=day + ONE_DAY)

        live(day)
        agreed(alice, extra_seats=3)
        tell_all()

        found, settled = invoiced(alice, day), by_day(shown.as_now)
        assert found == {day: by_day(shown.flow)[day]}
        assert set(settled) == ({day} if cadence.timing is Timing.IN_ARREARS else set())
        assert found[day] == by_day(a_day_later.flow)[day + ONE_DAY] + settled.get(day, 0)
        assert by_day(a_day_later.as_now) == {}
