"""What is agreed for a coming day: shown, withdrawn, carried out once, and charged as shown."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from saas.dates import now, today
from saas.db import db
from saas.errors import NotAllowed
from saas.licensing.agreement.actions import (
    AgreementExists,
    ChangeIsComing,
    NoChangeToWithdraw,
    schedule_change,
    start_agreement,
    withdraw_change,
)
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, ScheduledChange, current_terms
from saas.licensing.agreement.rules import Terms
from saas.licensing.carrying_out.actions import carry_out
from saas.licensing.carrying_out.models import changes_due
from saas.licensing.change.actions import change_plan, preview_change, withdraw_coming
from saas.licensing.ordering.rules import NothingChanges, PlanEndsBefore, When
from saas.licensing.plans.rules import Cadence
from saas.licensing.seats.models import seats_at
from saas.licensing.termination.actions import give_notice, withdraw_notice
from saas.scope import tenant_scope
from tests.licensing.making import BASIC, PREMIUM, agreed

YEARLY = Cadence(12)
NEXT = date(2026, 4, 2)


def ordered(by, *, edition=PREMIUM, extra_seats=0, **how):
    """Agree to exactly what is shown."""
    wanted = {"edition_key": edition.key, "extra_seats": extra_seats, **how}
    shown = preview_change(**wanted, by=by, now=now())
    change_plan(**wanted, shown=shown.fingerprint, by=by, now=now())
    return shown


def held():
    return [(t.edition, t.extra_seats, t.starts_on) for t in Agreement.holding_on(today()).terms]


class TestAnotherCompany:
    def test_sees_nothing_of_what_is_to_come(self, api_as, as_user, inside, alice, charlie):
        agreed(alice, edition=PREMIUM)
        ordered(alice, edition=BASIC)
        db.session.commit()

        assert api_as(charlie).get("/api/v1/plan").json["coming"] == []
        assert api_as(charlie).delete("/api/v1/plan/change").status_code == 409
        assert as_user(charlie).post("/plan/withdraw", {}).status_code == 409
        with tenant_scope(alice.tenant_id):
            assert Agreement.holding_on(today()).coming.is_open


class TestLess:
    def test_agreed_to_twice_changes_nothing(self, inside, alice):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        ordered(alice, edition=PREMIUM, extra_seats=1)
        with pytest.raises(NothingChanges):
            preview_change(edition_key=PREMIUM.key, extra_seats=1, by=alice, now=now())

    def test_holds_from_the_next_period(self, inside, alice):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        shown = ordered(alice, edition=PREMIUM, extra_seats=1)

        assert (shown.starts_on, shown.lines) == (NEXT, ())
        assert current_terms(today()).extra_seats == 3
        assert Agreement.holding_on(today()).timeline().on(NEXT).extra_seats == 1
        assert seats_at(now()).entitled == 5

    def test_is_carried_out_by_the_calendar_once(self, inside, alice, clock):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        ordered(alice, edition=BASIC, extra_seats=1)
        db.session.commit()
        clock.live_over(NEXT - timedelta(days=1), NEXT)

        assert held() == [
            (PREMIUM.key, 3, date(2026, 3, 2)),
            (BASIC.key, 1, NEXT),
        ]
        assert seats_at(now()).entitled == 3
        change = db.session.scalars(select(ScheduledChange)).one()
        carry_out(change, now=now())
        assert len(held()) == 2
        assert changes_due(today()) == []

    def test_is_carried_out_before_anything_else_is_agreed(self, inside, alice, clock):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        ordered(alice, edition=BASIC, extra_seats=1)
        clock.set(date(2026, 4, 5))
        ordered(alice, edition=BASIC, extra_seats=2)

        assert [(key, seats) for key, seats, _ in held()] == [
            (PREMIUM.key, 3),
            (BASIC.key, 1),
            (BASIC.key, 2),
        ]

    def test_is_withdrawn_until_its_day(self, inside, alice, clock):
        agreed(alice, extra_seats=3)
        ordered(alice, edition=BASIC, extra_seats=1)
        withdraw_coming(by=alice, now=now())
        db.session.commit()
        clock.live_over(NEXT, date(2026, 4, 3))

        assert len(held()) == 1
        with pytest.raises(NoChangeToWithdraw):
            withdraw_coming(by=alice, now=now())

    def test_waits_for_a_binding_term(self, inside, alice):
        terms = Terms.of(BASIC, extra_seats=3, starts_on=today())
        bound = replace(terms, bound_until=date(2027, 3, 1), renews_months=12)
        start_agreement(bound, by=alice, now=now())

        fewer = preview_change(edition_key=BASIC.key, extra_seats=1, by=alice, now=now())
        more = preview_change(edition_key=BASIC.key, extra_seats=4, by=alice, now=now())

        assert (fewer.starts_on, more.starts_on) == (date(2027, 3, 2), today())
        assert more.terms.bound_until == date(2027, 3, 1)

    def test_is_replaced_by_what_is_agreed_next(self, inside, alice):
        agreed(alice, edition=PREMIUM, extra_seats=3)
        first = ordered(alice, edition=BASIC, extra_seats=1)
        again = ordered(alice, edition=PREMIUM, extra_seats=4)

        assert again.replaces == first.terms
        assert Agreement.holding_on(today()).to_come == []

    def test_is_not_for_members(self, inside, alice, bob):
        agreed(alice, extra_seats=1)
        ordered(alice, edition=BASIC)

        with pytest.raises(NotAllowed):
            withdraw_coming(by=bob, now=now())


class TestDuringNotice:
    def test_more_holds_at_once_and_less_at_the_next_period(self, inside, alice, clock):
        agreed(alice, extra_seats=2)
        give_notice(by=alice, now=now())

        assert ordered(alice, edition=BASIC, extra_seats=3).starts_on == today()
        assert ordered(alice, edition=BASIC, extra_seats=1).starts_on == NEXT
        clock.set(date(2026, 6, 2))
        with pytest.raises(PlanEndsBefore):
            preview_change(edition_key=BASIC.key, extra_seats=0, by=alice, now=now())

    def test_what_a_notice_cuts_off_comes_back_when_it_is_withdrawn(self, inside, alice, clock):
        agreed(alice, extra_seats=2)
        ordered(alice, edition=BASIC, extra_seats=1)
        agreement = Agreement.holding_on(today())
        late = replace(agreement.coming.as_agreed, starts_on=date(2026, 8, 2))
        withdraw_change(agreement.coming, by=alice, now=now())
        change = schedule_change(agreement, late, by=alice, now=now(), why=ChangeReason.CUSTOMER)
        give_notice(by=alice, now=now())
        db.session.expire_all()
        assert Agreement.holding_on(today()).timeline().on(late.starts_on) is None
        withdraw_notice(by=alice, now=now())
        db.session.expire_all()
        assert Agreement.holding_on(today()).timeline().on(late.starts_on) == late
        assert change.is_open


class TestCadence:
    def test_to_the_year_now_credits_the_month_and_begins_a_year(self, inside, alice, clock):
        clock.set(date(2026, 3, 1))
        agreed(alice)
        clock.set(date(2026, 3, 17))

        shown = ordered(alice, edition=BASIC, cadence=YEARLY)

        credit, charge = shown.lines
        assert (credit.net.minor, credit.starts_on) == (-12048, date(2026, 3, 17))
        assert charge.net == BASIC.price_for(YEARLY).fee
        assert (charge.period.starts_on, charge.period.until) == (
            date(2026, 3, 17),
            date(2027, 3, 17),
        )
        assert shown.next_on == date(2027, 3, 17)

    def test_to_the_year_from_the_next_period(self, inside, alice):
        agreed(alice)
        shown = ordered(alice, edition=BASIC, cadence=YEARLY, when=When.PERIOD_END)

        assert (shown.starts_on, shown.lines, shown.next_on) == (NEXT, (), NEXT)
        assert [line.net for line in shown.next_lines] == [BASIC.price_for(YEARLY).fee]

    def test_back_to_the_month_waits_for_the_year(self, inside, alice):
        ordered(alice, edition=BASIC, cadence=YEARLY)
        shown = ordered(alice, edition=BASIC, cadence=Cadence(1))

        assert (shown.starts_on, shown.lines) == (date(2027, 3, 2), ())

    def test_a_seat_in_mid_year_is_charged_to_its_end(self, inside, alice, clock):
        ordered(alice, edition=BASIC, cadence=YEARLY)
        clock.set(date(2026, 9, 2))
        (line,) = ordered(alice, edition=BASIC, extra_seats=1).lines

        price = BASIC.price_for(YEARLY).seat_fee
        assert line.net == price.between(184, 365, of=365)


class TestAgreements:
    def test_begin_on_free_only(self, inside, alice):
        agreed(alice)
        terms = Terms.of(PREMIUM, extra_seats=0, starts_on=today())

        with pytest.raises(AgreementExists):
            start_agreement(terms, by=alice, now=now())
        assert [t.edition for t in Agreement.holding_on(today()).terms] == [BASIC.key]

    def test_have_one_change_to_come_for_each_reason(self, inside, alice):
        agreed(alice, extra_seats=2)
        ordered(alice, edition=BASIC, extra_seats=1)
        agreement = Agreement.holding_on(today())
        again = {"by": alice, "now": now(), "why": ChangeReason.CUSTOMER}

        with pytest.raises(ChangeIsComing):
            schedule_change(agreement, agreement.coming.as_agreed, **again)


class TestTheLetterAndThePage:
    def test_say_what_is_to_come(self, as_user, inside, alice, tell_all, mails):
        agreed(alice, extra_seats=2)
        ordered(alice, edition=BASIC, extra_seats=1)
        db.session.commit()
        tell_all()

        assert mails()[0].subject == "Basic for Ågrens Bageri AB from 2 April 2026"
        browser = as_user(alice)
        assert "2 April 2026" in browser.get("/plan").text
        assert browser.post("/plan/withdraw", {}).location == "/plan"
        assert "april 2026: Basic" not in browser.get("/plan").text

    def test_paying_for_fewer_seats_is_a_deed_of_its_own(self, as_user, inside, alice):
        agreed(alice, extra_seats=2)
        browser = as_user(alice)

        assert browser.get("/plan/seats").status_code == 200
        assert browser.post("/plan/seats", {"seats": "9"}).status_code == 409
        answer = browser.post("/plan/seats", {"seats": "3"})
        assert answer.location == f"/plan/check?edition={BASIC.key}&extra_seats=1"
        assert browser.get(answer.location).status_code == 200

    def test_there_is_nothing_to_reduce_on_free(self, as_user, alice):
        assert as_user(alice).get("/plan/seats").status_code == 409
