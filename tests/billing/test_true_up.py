"""A year charged ahead: its forecast while it runs, its statement when it is over (S78-S80)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from saas.billing.delivery.actions import note_bounce
from saas.billing.events import PrebilledPeriodEnded
from saas.billing.run.actions import issue_what_is_owed
from saas.billing.seller.actions import ensure_seller
from saas.billing.true_up.models import statements
from saas.billing.true_up.rules import Billed, true_ups
from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.actions import continue_agreement, start_agreement
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Timeline
from saas.licensing.charges.rules import difference
from saas.licensing.plans.rules import Cadence, NoticeKind, NoticePolicy, Price, Timing
from saas.money import Money, total
from saas.outbox import announce
from saas.scope import tenant_scope
from tests.licensing.making import BASIC, terms

YEAR = Cadence(12, Timing.PREBILLED)
FEE, SEAT = Money.sek(2988), Money.sek(588)
CONTRACT = replace(BASIC, prices=(Price(YEAR, FEE, SEAT),))
START = date(2026, 3, 2)


def prebilled(starts_on=START, extra_seats=2):
    agreed = terms(CONTRACT, starts_on=starts_on, extra_seats=extra_seats, cadence=YEAR)
    return replace(agreed, anchor=START, notice=NoticePolicy(NoticeKind.CONTRACT))


@pytest.fixture
def year(inside, alice, tell_all):
    """Alice's company has agreed to a year charged ahead, and been invoiced for it."""
    ensure_seller()
    agreement = start_agreement(prebilled(), by=alice, now=now())
    issue_what_is_owed(agreement.id, today=today())
    db.session.commit()
    return agreement


def grow(agreement, by, seats):
    with tenant_scope(by.tenant_id):
        again = Agreement.find(agreement.id)
        more = prebilled(starts_on=today(), extra_seats=seats)
        continue_agreement(again, more, by=by, now=now())
        db.session.commit()


class TestAnotherCompany:
    def test_sees_nothing(self, as_user, api_as, year, charlie):
        address = f"/true-up/{START.isoformat()}"

        assert as_user(charlie).get(address).status_code == 404
        assert as_user(charlie).get(f"{address}.pdf").status_code == 404
        assert api_as(charlie).get(f"/api/v1{address}").status_code == 404
        assert api_as(charlie).get("/api/v1/true-up").json == {"data": []}


class TestTheForecast:
    def test_is_nothing_to_put_right_at_first(self, year):
        (found,) = statements(today())

        assert (found.is_over, found.difference) == (False, Money(0))
        assert found.prebilled == FEE + SEAT * 2

    def test_follows_what_is_agreed(self, year, alice, clock):
        clock.set(date(2026, 9, 2))
        grow(year, alice, 4)

        (found,) = statements(today())
        plan, seats = found.rows
        part = (SEAT * 4).between(184, 365, of=365) - (SEAT * 2).between(184, 365, of=365)

        assert (plan.difference, seats.prebilled) == (Money(0), SEAT * 2)
        assert (seats.difference, found.difference) == (part, part)
        (why,) = seats.why
        assert str(why.explanation) == (
            "181 of 365 days from 2026-03-02 to 2027-03-01, 2 seats × 588.00 SEK"
        )


class TestTheStatement:
    def test_goes_to_the_owners_where_mail_to_the_company_comes_back(
        self, year, alice, clock, mails, tell_all
    ):
        with tenant_scope(alice.tenant_id):
            note_bounce(email="faktura@bageriet.example", reason="", by_name="S", now=now())
            announce(PrebilledPeriodEnded(START))
            db.session.commit()
        owner, before = alice.account.email, len(mails())

        tell_all()

        with_paper = [m.recipient for m in mails()[before:] if "2 mars 2026" in m.subject]
        assert with_paper == [owner]

    def test_says_what_the_invoice_says_and_is_mailed(
        self, year, alice, clock, mails, as_user, api_as
    ):
        clock.set(date(2026, 9, 2))
        grow(year, alice, 4)
        clock.set(date(2027, 3, 1))
        (forecast,) = statements(today())
        db.session.commit()
        clock.live_to(date(2027, 3, 2))

        newest, found = statements(today())
        assert (found.is_over, newest.is_over) == (True, False)
        assert found.rows == forecast.rows
        assert newest.prebilled == FEE + SEAT * 4
        assert any("2 March 2026" in m.subject or "2 mars 2026" in m.subject for m in mails())

        address = f"/true-up/{START.isoformat()}"
        browser, program = as_user(alice), api_as(alice)
        assert "Reconciliation" in browser.get(address).text
        assert browser.get("/true-up").status_code == 200
        assert browser.get(f"{address}.pdf").data.startswith(b"%PDF")
        answer = program.get(f"/api/v1{address}").json
        assert answer["difference"]["minor"] == found.difference.minor
        assert len(program.get("/api/v1/true-up").json["data"]) == 2

    def test_of_an_agreement_that_ends_before_credits_the_rest(self, year, clock):
        agreement = Agreement.find(year.id)
        agreement.terms[0].until = date(2026, 9, 2)
        db.session.commit()
        clock.set(date(2026, 9, 2))
        issue_what_is_owed(year.id, today=today())
        (found,) = statements(today())

        assert (found.is_over, found.ends_on) == (True, date(2026, 9, 1))
        assert found.actual == FEE.between(0, 184, of=365) + (SEAT * 2).between(0, 184, of=365)
        assert found.difference.minor < 0

    def test_is_for_those_who_see_the_money(self, as_user, year, bob):
        assert as_user(bob).get("/true-up").status_code == 403
        assert as_user(bob).get("/true-up/nonsense").status_code in {403, 404}

    def test_there_is_none_of_periods_that_were_not_charged_ahead(self, as_user, alice):
        assert "Nothing is charged ahead" in as_user(alice).get("/true-up").text
        assert as_user(alice).get("/true-up/nonsense").status_code == 404


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 364), st.integers(0, 6)), max_size=5), st.integers(0, 400))
def test_charged_ahead_and_the_difference_are_what_is_invoiced(changes, looked):
    """Whatever is agreed in the year, both sides of the statement are those of the charges."""
    timeline = Timeline((prebilled(),))
    billed = [Billed(line=each, issued_on=START) for each in difference(timeline, through=START)]
    for later, seats in sorted(changes):
        timeline = timeline.changed(prebilled(START + timedelta(days=later), seats))
    day = START + timedelta(days=looked)
    lines = [each.line for each in billed]
    again = difference(timeline, invoiced=lines, through=day)
    billed += [Billed(line=each, issued_on=day) for each in again]

    found = true_ups(timeline, billed, today=day, currency="SEK")[-1]
    of_the_year = [each.line for each in billed if each.line.period == found.period]
    assert found.prebilled == FEE + SEAT * 2
    assert total(line.net for row in found.rows for line in row.why) == found.difference
    if found.is_over:
        assert total(line.net for line in of_the_year) == found.actual
