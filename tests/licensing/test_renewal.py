"""What notice on a day would mean, and a word in time about the last day to give it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from saas.dates import now, today
from saas.db import db
from saas.licensing.change.actions import change_plan, preview_change
from saas.licensing.plans.rules import Cadence
from saas.licensing.renewal.actions import note_reminder
from saas.licensing.renewal.models import NoticeReminder
from saas.licensing.renewal.rules import deadline_of_term
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from tests.licensing.contracts import contract
from tests.licensing.making import BASIC, agreed

CALCULATOR = "/api/v1/plan/notice/calculator"


def yearly(by):
    """Basic by the year, in advance, from today."""
    with tenant_scope(by.tenant_id):
        person, wanted = Person.find(by.id), {"edition_key": BASIC.key, "extra_seats": 0}
        wanted["cadence"] = Cadence(12)
        shown = preview_change(**wanted, by=person, now=now()).fingerprint
        change_plan(**wanted, shown=shown, by=person, now=now())
        db.session.commit()


TOLD_ON = date(2026, 3, 31)
"""Thirty days before the last day to give notice, 30 April."""


class TestAnotherCompany:
    def test_is_reckoned_by_its_own_agreement(self, api_as, alice, charlie):
        contract(alice)
        agreed(charlie)
        assert api_as(charlie).get(CALCULATOR).json["last_day"] == "2026-06-02"
        assert api_as(alice).get(CALCULATOR).json["last_day"] == "2026-06-29"

    def test_hears_nothing_of_our_deadline(self, alice, charlie, clock, mails):
        contract(alice)
        agreed(charlie)
        clock.live_over(TOLD_ON, date(2026, 4, 1), date(2026, 4, 3))
        assert {m.recipient for m in mails() if "last day to give notice" in m.subject} == {
            alice.email
        }


class TestTheCalculator:
    def test_says_what_notice_today_would_mean(self, api_as, alice):
        agreed(alice)
        assert api_as(alice).get(CALCULATOR).json == {
            "plan": "Basic",
            "policy": "3 months from the day your notice reaches us",
            "binding_term": None,
            "received_on": "2026-03-02",
            "last_day": "2026-06-02",
            "last_invoice_on": "2026-06-02",
            "last_invoice_is_credit": False,
            "deadline": {"day": "2026-03-02", "last_day": "2026-06-02", "after": "2026-06-03"},
        }

    def test_and_on_another_day(self, api_as, as_user, alice):
        contract(alice)
        said = api_as(alice).get(f"{CALCULATOR}?day=2026-05-02").json
        assert said["last_day"] == "2027-06-29"
        assert said["deadline"]["day"] == "2027-04-30"
        page = as_user(alice).get("/plan/notice/calculator?day=2026-04-30").text
        assert "29 June 2026" in page
        assert "A day later the last day is 29 June 2027" in page
        assert "then renewed for 12 months at a time" in page

    @pytest.mark.parametrize(
        ("day", "last", "credit", "says"),
        [
            ("2026-03-20", "2026-03-20", True, "For paid days after the last day"),
            ("2027-12-20", "2028-03-02", False, "For the days through the last day"),
            ("2026-12-01", None, None, "All is invoiced already"),
        ],
    )
    def test_of_a_year_paid_ahead_it_is_a_credit_note_where_days_are_left(
        self, api_as, as_user, alice, day, last, credit, says
    ):
        yearly(alice)
        said = api_as(alice).get(f"{CALCULATOR}?day={day}").json
        assert (said.get("last_invoice_on"), said.get("last_invoice_is_credit")) == (last, credit)
        assert says in as_user(alice).get(f"/plan/notice/calculator?day={day}").text

    def test_gives_nothing(self, api_as, alice):
        agreed(alice)
        api_as(alice).get(f"{CALCULATOR}?day=2026-05-02")
        assert api_as(alice).get("/api/v1/plan/notice").json["notice"] is None

    @pytest.mark.parametrize("day", ["2026-03-01", "2040-01-01", "soon", ""])
    def test_asks_for_a_day_one_plans_for(self, as_user, alice, day):
        agreed(alice)
        answer = as_user(alice).get(f"/plan/notice/calculator?day={day}")
        assert answer.status_code == 422
        assert "Choose today or a day within the coming five years." in answer.text

    def test_over_the_api_too(self, api_as, alice):
        agreed(alice)
        answer = api_as(alice).get(f"{CALCULATOR}?day=2026-03-01")
        assert answer.json["type"] == "/problems/day-not-reckonable"
        assert api_as(alice).get(f"{CALCULATOR}?day=soon").status_code == 422

    def test_on_free_there_is_nothing_to_reckon(self, as_user, api_as, alice):
        assert "Free needs no notice" in as_user(alice).get("/plan/notice/calculator").text
        assert api_as(alice).get(CALCULATOR).json["type"] == "/problems/nothing-to-terminate"

    def test_under_notice_it_points_to_the_confirmation(self, as_user, api_as, alice):
        agreed(alice)
        api_as(alice).post("/api/v1/plan/notice")
        page = as_user(alice).get("/plan/notice/calculator").text
        assert "You have already given notice." in page
        assert "See the confirmation" in page

    def test_a_colleague_may_look(self, as_user, alice, bob):
        agreed(alice)
        page = as_user(bob).get("/plan/notice/calculator").text
        assert "2 June 2026" in page
        assert "Give notice today" not in page


class TestBinding:
    def test_notice_in_the_term_ends_with_it_and_in_time_or_a_term_later(self, api_as, alice):
        contract(alice)
        assert api_as(alice).post("/api/v1/plan/notice").json["last_day"] == "2026-06-29"
        api_as(alice).delete("/api/v1/plan/notice")

    def test_too_late_is_a_term_later(self, api_as, alice, clock):
        contract(alice)
        clock.set(date(2026, 5, 2))
        assert api_as(alice).post("/api/v1/plan/notice").json["last_day"] == "2027-06-29"

    def test_asked_again_after_withdrawal_it_counts_anew(self, api_as, alice, clock):
        contract(alice)
        api_as(alice).post("/api/v1/plan/notice")
        api_as(alice).delete("/api/v1/plan/notice")
        clock.set(date(2026, 5, 2))
        again = api_as(alice).post("/api/v1/plan/notice").json
        assert (again["last_day"], again["received_on"]) == ("2027-06-29", "2026-05-02")


class TestTheReminder:
    def test_comes_thirty_days_ahead_once(self, alice, bob, clock, mails):
        contract(alice)
        clock.live_over(TOLD_ON - timedelta(days=1))
        assert not [m for m in mails() if "last day to give notice" in m.subject]
        clock.live_over(
            TOLD_ON, date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 3)
        )

        near = [m for m in mails() if "last day to give notice" in m.subject]
        assert [m.recipient for m in near] == [alice.email]
        assert "30 April 2026 is the last day" in near[0].subject
        assert "29 June 2027" in near[0].body

    def test_comes_again_for_the_next_term(self, alice, clock, mails):
        contract(alice)
        clock.set(date(2027, 3, 29))
        clock.live_to(date(2027, 4, 3))
        near = [m for m in mails() if "last day to give notice" in m.subject]
        assert ["30 April 2027" in m.subject for m in near] == [True]

    def test_is_not_for_one_who_has_given_notice(self, api_as, alice, clock, mails):
        contract(alice)
        api_as(alice).post("/api/v1/plan/notice")
        clock.live_over(TOLD_ON, date(2026, 4, 1), date(2026, 4, 3))
        assert not [m for m in mails() if "last day to give notice" in m.subject]

    def test_is_not_for_a_plan_that_binds_nobody(self, alice, clock, mails):
        agreed(alice)
        clock.live_over(TOLD_ON, date(2026, 4, 1), date(2026, 4, 3))
        assert not [m for m in mails() if "last day to give notice" in m.subject]

    def test_is_on_the_plan_page_and_on_the_overview(self, as_user, api_as, alice, clock):
        contract(alice)
        clock.live_over(TOLD_ON, date(2026, 4, 2))
        page = as_user(alice).get("/plan").text
        assert "notice has to reach us by 30 April 2026" in page
        assert "Bound through 29 June 2026" in page
        assert api_as(alice).get("/api/v1/overview").json["leave_by"] == "2026-04-30"
        api_as(alice).post("/api/v1/plan/notice")
        assert api_as(alice).get("/api/v1/overview").json["leave_by"] is None

    def test_is_shown_until_the_day_has_passed(self, alice, clock, inside):
        agreement = contract(alice)
        clock.live_over(TOLD_ON, date(2026, 4, 2))
        found = NoticeReminder.coming(agreement.id, today=date(2026, 4, 30))
        assert (found.deadline, found.last_day) == (date(2026, 4, 30), date(2026, 6, 29))
        assert NoticeReminder.coming(agreement.id, today=date(2026, 5, 1)) is None

    def test_the_database_keeps_one_for_each_deadline(self, alice, inside):
        agreement = contract(alice)
        terms = agreement.timeline().on(today())
        found = deadline_of_term(terms, on=today())
        wanted = {"agreement_id": agreement.id, "found": found, "now": now()}
        assert [note_reminder(**wanted), note_reminder(**wanted)] == [True, False]
        with pytest.raises(IntegrityError, match="one_reminder_per_deadline"):
            db.session.execute(
                NoticeReminder.__table__.insert().values(
                    tenant_id=alice.tenant_id,
                    agreement_id=agreement.id,
                    deadline=found.day,
                    last_day=found.last_day,
                    reminded_at=now(),
                )
            )
