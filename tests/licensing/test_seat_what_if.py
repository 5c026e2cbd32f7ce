"""What if: twelve months of invoices by the function that invoices, and nothing is agreed."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from saas.dates import add_months, now, today
from saas.db import db
from saas.licensing.agreement.models import AgreementTerm
from saas.licensing.agreement.rules import ONE_DAY, Timeline
from saas.licensing.change.actions import preview_change
from saas.licensing.change.rules import Standing, preview
from saas.licensing.charges.rules import difference
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.small_charges.rules import Books
from saas.licensing.termination.actions import give_notice
from saas.licensing.vat.rules import vat_decision
from saas.licensing.what_if.models import what_if
from saas.licensing.what_if.rules import (
    DayOutOfReach,
    NoticeBeforeStart,
    cash_flow,
    must_be_in_reach,
)
from saas.money import total
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.licensing.making import BASIC, PREMIUM, agreed, terms

START = date(2026, 3, 2)
VAT = vat_decision(country="SE", vat_number_proven=False, on=START)
PATH = "/plan/what-if"
DAYS = st.integers(0, 700).map(lambda n: START + timedelta(days=n))


class TestAnotherCompany:
    def test_asks_of_its_own_agreement(self, api_as, alice, charlie):
        agreed(alice, edition=PREMIUM, extra_seats=9)
        agreed(charlie)

        path = "/api/v1/plan/what-if?edition=premium-2026&extra_seats="
        ours, theirs = (api_as(who).get(f"{path}10").json for who in (alice, charlie))
        assert theirs["as_now"]["net"]["minor"] == 11 * 24900  # the first has been invoiced
        assert ours["as_now"]["net"]["minor"] == 11 * (59900 + 9 * 4900)


class TestTheFlow:
    @settings(deadline=None)
    @given(DAYS, st.integers(0, 30), st.sampled_from([BASIC, PREMIUM]))
    def test_of_a_new_agreement_comes_to_a_year_at_its_prices(self, day, seats, edition):
        offer = preview(Standing(), edition=edition, extra_seats=seats, day=day, vat=VAT)
        line = Standing().with_(offer.terms)
        flow = cash_flow(line, first=day, vat=VAT, currency="SEK")

        assert flow.sum.net == offer.yearly.net == offer.yearly_effect
        assert tuple(flow.months[0].invoices[0].lines) == offer.lines
        assert [m.first_day for m in flow.months] == [add_months(day, n) for n in range(12)]

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.integers(0, 300), st.integers(0, 9)), min_size=1, max_size=5),
        st.integers(0, 340),
        st.sampled_from([Cadence(1), Cadence(3), Cadence(12), Cadence(3, Timing.PREBILLED)]),
    )
    def test_is_what_one_invoice_of_the_last_day_would_say(self, changes, later, cadence):
        line = Timeline()
        for after, seats in sorted(changes):
            day = START + timedelta(days=after)
            held = terms(BASIC, starts_on=day, extra_seats=seats)
            line = line.changed(replace(held, anchor=START, cadence=cadence))
        first = START + timedelta(days=later)
        owed = difference(line, through=first - ONE_DAY, since=first - ONE_DAY)
        flow = cash_flow(
            line, books=Books(invoiced=tuple(owed)), first=first, vat=VAT, currency="SEK"
        )

        last = add_months(first, 12) - ONE_DAY
        at_once = difference(line, invoiced=owed, through=last, since=first - ONE_DAY)
        assert flow.sum.net == total([each.net for each in at_once], "SEK")
        assert sum(month.sum.net.minor for month in flow.months) == flow.sum.net.minor

    def test_reaches_two_years_and_not_behind(self):
        must_be_in_reach(START, today=START, notice_on=START)
        for day in (START - ONE_DAY, add_months(START, 24) + ONE_DAY):
            with pytest.raises(DayOutOfReach):
                must_be_in_reach(day, today=START, notice_on=None)
        with pytest.raises(NoticeBeforeStart):
            must_be_in_reach(START, today=START, notice_on=START - ONE_DAY)


class TestTheQuestion:
    def test_begins_with_exactly_what_the_deed_would_charge(self, inside, alice, clock):
        agreed(alice, extra_seats=1)
        clock.set(date(2026, 3, 20))
        wanted = {"extra_seats": 4}
        found = what_if(edition="basic-2026", starts_on=today(), today=today(), **wanted)
        offer = preview_change(
            edition_key="basic-2026", by=Person.find(alice.id), now=now(), **wanted
        )

        assert found.offer == offer
        assert found.flow.months[0].invoices[0].lines == offer.lines

    def test_of_a_company_with_an_agreement_ties_to_the_yearly_effect(self, inside, alice):
        agreed(alice, extra_seats=1)
        found = what_if(edition="basic-2026", extra_seats=4, starts_on=today(), today=today())

        more = found.flow.sum.net.minor - found.as_now.sum.net.minor
        assert more == found.offer.yearly_effect.minor == 12 * 3 * 4900

    def test_with_notice_ends_on_the_last_day(self, inside, alice):
        found = what_if(
            edition="basic-2026",
            extra_seats=0,
            starts_on=START,
            notice_on=date(2026, 4, 10),
            today=today(),
        )

        assert found.last_day == date(2026, 7, 10)
        last = [
            line for month in found.flow.months for each in month.invoices for line in each.lines
        ]
        assert max(line.until for line in last) == date(2026, 7, 11)

    def test_after_the_last_day_of_a_notice_the_company_begins_anew(self, inside, alice):
        agreed(alice, extra_seats=5)
        give_notice(by=Person.find(alice.id), now=now())
        found = what_if(
            edition="basic-2026", extra_seats=0, starts_on=date(2026, 7, 1), today=today()
        )

        assert found.flow.sum.net == found.offer.yearly.net
        assert found.as_now.sum.net.minor == 0

    def test_agrees_to_nothing(self, as_user, alice):
        as_user(alice).get(f"{PATH}?edition=premium-2026&extra_seats=3")

        with tenant_scope(alice.tenant_id):
            assert db.session.scalar(select(func.count()).select_from(AgreementTerm)) == 0


class TestThePage:
    def test_is_asked_by_its_address_alone(self, as_user, alice):
        browser = as_user(alice)
        empty = browser.get(PATH)
        assert empty.status_code == 200
        assert '<svg class="chart-bars"' not in empty.text

        page = browser.get(f"{PATH}?edition=basic-2026&extra_seats=2&starts_on=2026-05-14").text
        assert page.count('<rect class="chart-bar') == 12
        assert "Twelve months from 14 May 2026" in page
        assert "Show as a table" in page
        assert 'value="2026-05-14"' in page
        assert "Go on to agree" not in page

    def test_leads_on_to_the_deed_when_it_is_about_today(self, as_user, alice):
        page = as_user(alice).get(f"{PATH}?edition=basic-2026&extra_seats=2").text

        assert "/plan/check?edition=basic-2026&amp;extra_seats=2" in page

    @pytest.mark.parametrize(
        ("asked", "sentence"),
        [
            ("edition=basic-2026&starts_on=x", "Write a day, such as 2026-05-14."),
            ("edition=basic-2026&starts_on=2020-01-01", "Choose a day from today on"),
            ("edition=basic-2026&notice_on=2020-01-01", "not before the first day"),
            ("edition=basic-2026&extra_seats=-1", "Write a whole number"),
            ("edition=nothing", "There is no such plan"),
            ("extra_seats=1", "Choose a plan."),
        ],
    )
    def test_says_what_is_wrong_with_the_question(self, as_user, api_as, alice, asked, sentence):
        page = as_user(alice).get(f"{PATH}?{asked}")

        assert page.status_code in {409, 422}
        assert sentence in page.text
        assert api_as(alice).get(f"/api/v1/plan/what-if?{asked}").status_code in {404, 409, 422}

    def test_a_stray_word_in_the_address_is_passed_over(self, as_user, alice):
        assert as_user(alice).get(f"{PATH}?edition=basic-2026&utm=x").status_code == 200

    def test_may_be_looked_at_by_an_auditor_and_not_by_members(self, as_user, api_as, bakery, bob):
        ada = factories.person(of=bakery, name="Ada", role="auditor")

        page = as_user(ada).get(f"{PATH}?edition=basic-2026")
        assert page.status_code == 200
        assert "Go on to agree" not in page.text
        assert as_user(bob).get(PATH).status_code == 403
        assert api_as(bob).get("/api/v1/plan/what-if?edition=basic-2026").status_code == 403
