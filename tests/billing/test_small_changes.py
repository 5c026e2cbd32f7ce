"""Small changes of a month that is paid make no invoice of their own, if the operator says so."""

from dataclasses import replace
from datetime import date

import pytest

from saas.billing.coming_invoices.models import coming_invoices
from saas.billing.invoices.models import Invoice
from saas.billing.proof.models import findings
from saas.dates import now, today
from saas.db import db
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.plans.rules import Cadence
from saas.licensing.service_desk.actions import record_service
from saas.licensing.transfer.actions import preview_giving
from saas.scope import tenant_scope
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, PREMIUM
from tests.licensing.quoting import sent_quote
from tests.licensing.transferring import offered, taken

NOTICE = "/api/v1/plan/notice"
PREVIEW = "/api/v1/plan/preview"
NEXT_DAY, APRIL = date(2026, 3, 21), date(2026, 4, 2)
"""When what is agreed on the 20th might be invoiced, and when it is."""
SEAT, FEE = BASIC.seat_fee, BASIC.monthly_fee


@pytest.fixture
def fifty(app, settings, monkeypatch):
    """Less than fifty kronor waits for the next invoice."""
    raised = replace(settings, invoiced_at_once_from="50.00")
    monkeypatch.setitem(app.config, "SETTINGS", raised)


class Bakery:
    """The bakery on Basic since 2 March, by the month unless something else is said."""

    def __init__(self, alice, clock, tell_all):
        self.boss_id, self.tenant_id = alice.id, alice.tenant_id
        self.clock, self.tell_all = clock, tell_all

    def agrees(self, edition, extra_seats, *, tells=True, **how):
        with tenant_scope(self.tenant_id):
            boss, instant = Person.find(self.boss_id), now()
            wanted = {"edition_key": edition.key, "extra_seats": extra_seats, **how}
            shown = preview_change(**wanted, by=boss, now=instant)
            change_plan(**wanted, shown=shown.fingerprint, by=boss, now=instant)
            db.session.commit()
        if tells:
            self.tell_all()
        return shown

    def invoices(self):
        with tenant_scope(self.tenant_id):
            found = db.session.scalars(db.select(Invoice).order_by(Invoice.id)).all()
            told = [(each.issued_on, each.net_minor) for each in found]
            db.session.rollback()
        return told


@pytest.fixture
def bakery_on_basic(alice, clock, tell_all):
    bakery = Bakery(alice, clock, tell_all)
    bakery.agrees(BASIC, 0)
    return bakery


FIRST = (date(2026, 3, 2), FEE.minor)


class TestASeatInMidMonth:
    def test_is_invoiced_at_once_where_nothing_is_to_wait(self, bakery_on_basic, clock):
        clock.live_over(date(2026, 3, 20))
        shown = bakery_on_basic.agrees(BASIC, 1)
        price = SEAT.between(18, 31, of=31)
        assert (shown.now.net, shown.waits) == (price, False)
        assert bakery_on_basic.invoices() == [FIRST, (date(2026, 3, 20), price.minor)]

    def test_waits_for_april_which_says_what_was_shown(self, fifty, bakery_on_basic, clock):
        clock.live_over(date(2026, 3, 20))
        shown = bakery_on_basic.agrees(BASIC, 1)
        assert (shown.lines, shown.now.gross.minor, shown.waits) == ((), 0, True)
        assert bakery_on_basic.invoices() == [FIRST]
        with tenant_scope(bakery_on_basic.tenant_id):
            (coming,) = coming_invoices(today())
            assert (coming.day, tuple(coming.lines)) == (shown.next_on, shown.next_lines)
            db.session.rollback()

        clock.live_over(NEXT_DAY, APRIL)

        both = FEE + SEAT + SEAT.between(18, 31, of=31)
        assert (shown.next_on, shown.next.net) == (APRIL, both)
        assert bakery_on_basic.invoices() == [FIRST, (APRIL, both.minor)]
        assert findings() == []

    def test_is_asked_for_with_the_one_that_makes_it_enough(self, fifty, bakery_on_basic, clock):
        clock.live_over(date(2026, 3, 10))
        bakery_on_basic.agrees(BASIC, 1)
        clock.live_over(date(2026, 3, 12))
        shown = bakery_on_basic.agrees(BASIC, 2)
        both = SEAT.between(8, 10, of=31) + (SEAT * 2).between(10, 31, of=31)
        assert (shown.now.net, shown.waits) == (both, False)
        assert bakery_on_basic.invoices() == [FIRST, (date(2026, 3, 12), both.minor)]

    def test_is_not_lost_where_two_are_agreed_before_either_is_told(
        self, fifty, bakery_on_basic, clock
    ):
        clock.live_over(date(2026, 3, 10))
        bakery_on_basic.agrees(BASIC, 1, tells=False)
        shown = bakery_on_basic.agrees(BASIC, 2)
        assert shown.now.net == (SEAT * 2).between(8, 31, of=31)
        assert bakery_on_basic.invoices() == [FIRST, (date(2026, 3, 10), shown.now.net.minor)]

    def test_is_not_invoiced_because_something_else_is_recorded(
        self, fifty, bakery_on_basic, clock, tell_all
    ):
        clock.live_over(date(2026, 3, 20))
        shown = bakery_on_basic.agrees(BASIC, 1)
        stina = staff_member("Stina")
        with tenant_scope(bakery_on_basic.tenant_id):
            said = {"text": "An hour of help", "quantity": 1, "unit_price_minor": 10_000}
            record_service(**said, day=date(2026, 3, 20), by=stina, now=now())
            db.session.commit()
        tell_all()
        assert bakery_on_basic.invoices() == [FIRST]
        clock.live_over(NEXT_DAY, APRIL)
        invoiced = bakery_on_basic.invoices()[1:]
        assert sum(net for _day, net in invoiced) == shown.next.net.minor + 10_000
        assert findings() == []

    def test_waits_for_nothing_where_a_year_is_paid_ahead(self, fifty, alice, clock, tell_all):
        bakery = Bakery(alice, clock, tell_all)
        bakery.agrees(BASIC, 0, cadence=Cadence(12))
        clock.set(date(2027, 2, 25))
        shown = bakery.agrees(BASIC, 1)
        price = BASIC.price_for(Cadence(12)).seat_fee.between(360, 365, of=365)
        assert 0 < price.minor < 5_000
        assert (shown.now.net, shown.waits) == (price, False)
        assert bakery.invoices()[-1] == (date(2027, 2, 25), price.minor)


class TestALargerPlan:
    def test_on_the_last_day_of_a_month_comes_with_the_next(self, fifty, bakery_on_basic, clock):
        clock.live_over(date(2026, 4, 1))
        shown = bakery_on_basic.agrees(PREMIUM, 0)
        assert shown.waits
        clock.live_over(APRIL)
        assert bakery_on_basic.invoices() == [FIRST, (APRIL, shown.next.net.minor)]
        assert shown.next.net > PREMIUM.monthly_fee


class TestNotice:
    def test_leaves_what_waits_to_the_next_invoice_and_says_so(
        self, fifty, bakery_on_basic, clock, api_as, alice, tell_all
    ):
        program = api_as(alice)
        clock.live_over(date(2026, 3, 20))
        seat = bakery_on_basic.agrees(BASIC, 1)
        shown = program.post(f"{NOTICE}/preview").json
        assert program.post(NOTICE).status_code == 201
        tell_all()
        assert shown["now"]["net"]["minor"] == 0
        assert shown["bills"][0]["sum"]["net"]["minor"] == seat.next.net.minor
        clock.live_over(NEXT_DAY, date(2026, 6, 20), date(2026, 6, 21), date(2026, 6, 22))
        assert bakery_on_basic.invoices() == [
            FIRST,
            *(
                (date.fromisoformat(bill["day"]), bill["sum"]["net"]["minor"])
                for bill in shown["bills"]
            ),
        ]
        assert findings() == []


class TestAQuote:
    def test_from_today_shows_what_waits_on_its_first_invoice(
        self, fifty, bakery_on_basic, clock, api_as, alice, tell_all
    ):
        program = api_as(alice)
        clock.live_over(date(2026, 3, 20))
        bakery_on_basic.agrees(BASIC, 1)
        number = sent_quote(alice, starts_on="2026-03-20", by_calendar="").number
        shown = program.post(f"/api/v1/quotes/{number}/preview").json
        accepted = {"token": shown["token"], "accepted": True}
        assert program.post(f"/api/v1/quotes/{number}/accept", accepted).status_code == 201
        tell_all()
        invoiced = (date(2026, 3, 20), shown["first_invoice"]["net"]["minor"])
        assert bakery_on_basic.invoices() == [FIRST, invoiced]
        assert findings() == []


class TestATransfer:
    @pytest.mark.parametrize("day", [date(2026, 3, 25), APRIL, date(2026, 4, 10)])
    def test_shows_what_waits_where_it_is_settled_that_day(
        self, fifty, bakery_on_basic, clock, alice, charlie, tell_all, day
    ):
        clock.live_over(date(2026, 3, 20))
        bakery_on_basic.agrees(BASIC, 1)
        with tenant_scope(alice.tenant_id):
            boss, number = Person.find(alice.id), OrgNumber("SE", factories.SMITHY)
            meant = {"number": number, "email": "vd@smithy.example", "effective_on": day}
            shown = preview_giving(**meant, by=boss, now=now()).final.sum.net.minor
            db.session.rollback()
        transfer = offered(alice, effective_on=day)
        taken(transfer, charlie)
        clock.live_over(NEXT_DAY, day)
        that_day = [net for on, net in bakery_on_basic.invoices() if on == day]
        assert that_day == ([shown] if shown else [])


class TestThePageAndItsJson:
    def test_say_what_waits(self, fifty, bakery_on_basic, clock, as_user, api_as, alice):
        browser, program = as_user(alice), api_as(alice)
        clock.live_over(date(2026, 3, 20))
        order = {"edition": BASIC.key, "extra_seats": 1}
        page = browser.get("/plan/check", query_string=order).text
        told = program.post(PREVIEW, order).json
        assert "the sum is small and comes on your next invoice, 2 April 2026" in page
        assert (told["waits_for_next_invoice"], told["lines"]) == (True, [])
        assert told["next_invoice_on"] == "2026-04-02"
        assert told["next_invoice"]["net"]["minor"] > (FEE + SEAT).minor

    def test_say_nothing_of_it_where_nothing_waits(
        self, bakery_on_basic, clock, as_user, api_as, alice
    ):
        browser, program = as_user(alice), api_as(alice)
        clock.live_over(date(2026, 3, 20))
        order = {"edition": BASIC.key, "extra_seats": 1}
        assert "so little" not in browser.get("/plan/check", query_string=order).text
        assert program.post(PREVIEW, order).json["waits_for_next_invoice"] is False


class TestWhatIf:
    def test_has_it_on_the_next_invoice(self, fifty, bakery_on_basic, clock, api_as, alice):
        program = api_as(alice)
        clock.live_over(date(2026, 3, 20))
        asked = f"/api/v1/plan/what-if?edition={BASIC.key}&extra_seats=1"
        told = program.get(asked).json
        days = [each["issued_on"] for month in told["months"] for each in month["invoices"]]
        assert days[0] == "2026-04-02"
