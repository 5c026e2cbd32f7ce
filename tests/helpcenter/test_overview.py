"""The overview through its doors."""

from datetime import date

import pytest

from saas.dates import add_months, now, today
from saas.db import db
from saas.helpcenter.inbox import actions
from saas.helpcenter.inbox.models import HelpRequest
from saas.licensing.agreement.models import Agreement
from saas.licensing.termination.actions import give_notice
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from tests import factories
from tests.asking import questions
from tests.billing.making import agreement, invoice, invoice_again
from tests.helpcenter.making import question, staff_member

FEBRUARY = date(2026, 2, 1)


class TestCharlieNextDoor:
    def test_sees_nothing_of_ours(self, as_user, api_as, alice, charlie):
        question(by=alice, subject="A secret of ours")
        invoice(by=alice, today=FEBRUARY)
        page = as_user(charlie).get("/overview").text
        assert "Nordströms Smide AB" in page
        assert "A secret of ours" not in page
        seen = api_as(charlie).get("/api/v1/overview").json
        assert seen["plan"] == "Free"
        assert seen["money"]["to_pay"]["minor"] == 0
        assert seen["latest_requests"] == []

    def test_a_stranger_is_asked_to_log_in(self, visitor, database):
        assert visitor.get("/overview").location.endswith("/login?next=/overview")


class TestOnFree:
    def test_says_how_it_stands_and_what_to_do(self, as_user, alice):
        page = as_user(alice).get("/overview").text
        assert "Free, 1 of 1 seats used" in page
        assert "Upgrade to add your colleagues" in page

    def test_says_it_in_swedish(self, as_user, bakery):
        astrid = factories.person(of=bakery, name="Astrid", language="sv")
        assert "Free, 1 av 1 licenser används" in as_user(astrid).get("/overview").text

    def test_the_start_page_leads_here(self, as_user, alice, visitor):
        assert as_user(alice).get("/").location.endswith("/overview")
        page = visitor.get("/", headers={"Accept-Language": "en"}).text
        assert "Register your company" in page
        assert "Basic" in page
        assert "SEK\xa01,244.75" in page
        assert "kr<" not in page

    def test_the_start_page_leads_our_staff_to_what_waits(self, as_user, database):
        assert as_user(staff_member()).get("/").location.endswith("/staff")


class TestOnAPaidPlan:
    def test_shows_what_is_owed_and_what_comes(self, api_as, alice):
        first = invoice(by=alice, today=date(2026, 1, 1), extra_seats=1)
        second = invoice_again(_agreement_of(alice), by=alice, today=FEBRUARY)
        money = api_as(alice).get("/api/v1/overview").json["money"]
        assert money["price"] == {"minor": 299_00 + 75_00, "currency": "SEK"}
        assert money["open_invoices"] == 2
        assert money["to_pay"]["minor"] == first.total_minor + second.total_minor
        assert money["overdue"]["minor"] == sum(
            each.total_minor for each in (first, second) if each.due_on < date(2026, 3, 2)
        )
        assert money["overdue_invoices"] == 1
        assert money["next_invoice"] == {
            "day": "2026-04-01",
            "net": {"minor": 299_00 + 75_00, "currency": "SEK"},
        }

    def test_asks_for_what_is_overdue_before_anything_else(self, as_user, alice):
        invoice(by=alice, today=date(2026, 1, 1))
        assert "Pay what is overdue" in as_user(alice).get("/overview").text

    def test_a_notice_is_shown_with_its_last_day(self, as_user, api_as, alice):
        agreement(by=alice)
        with tenant_scope(alice.tenant_id):
            give_notice(by=Person.find(alice.id), now=now())
            db.session.commit()
        last_day = add_months(today(), 3)
        seen = api_as(alice).get("/api/v1/overview").json
        assert seen["last_day"] == last_day.isoformat()
        assert seen["notice_number"]
        assert f"Basic ends on {last_day.day} June 2026" in as_user(alice).get("/overview").text

    def test_money_is_for_those_who_may_see_it(self, as_user, api_as, alice, bob):
        invoice(by=alice, today=date(2026, 1, 1))
        assert api_as(bob).get("/api/v1/overview").json["money"] is None
        assert "To pay" not in as_user(bob).get("/overview").text


class TestTheLatestRequests:
    def test_are_the_newest_three_with_where_they_stand(self, api_as, alice, inside):
        for subject in "ABCD":
            question(by=alice, subject=subject)
        newest = db.session.scalar(db.select(HelpRequest).filter_by(number=1004))
        actions.close(by=alice, request=newest, now=now())
        db.session.commit()
        seen = api_as(alice).get("/api/v1/overview").json["latest_requests"]
        assert [(each["number"], each["state"]) for each in seen] == [
            ("R-1004", "closed"),
            ("R-1003", "waiting for staff"),
            ("R-1002", "waiting for staff"),
        ]

    def test_a_member_sees_their_own(self, as_user, alice, bob):
        question(by=alice, subject="Only hers")
        assert "Only hers" not in as_user(bob).get("/overview").text

    def test_what_waits_for_approval_is_the_next_step_of_who_decides(self, as_user, alice, bob):
        question(by=bob, needs_approval=True)
        his, hers = as_user(bob).get("/overview").text, as_user(alice).get("/overview").text
        assert "Your colleagues wait for your approval" in hers
        assert "Your colleagues wait for your approval" not in his


class TestReadOnly:
    def test_one_without_a_seat_is_told_so(self, as_user, inside, bob):
        bob.read_only_since = now()
        db.session.commit()
        assert "Your access is read-only" in as_user(bob).get("/overview").text


class TestItsCost:
    @pytest.fixture
    def busy(self, bakery, alice):
        """A company with much to show."""
        invoice(by=alice, today=date(2026, 1, 1), extra_seats=8)
        invoice_again(_agreement_of(alice), by=alice, today=FEBRUARY)
        for n in range(6):
            factories.person(of=bakery, name=f"Colleague {n}", role=Role.MEMBER)
            question(by=alice, subject=f"Question {n}")
        return alice

    def test_does_not_grow_with_what_it_shows(self, app, as_user, busy, charlie):
        asked = {}
        for person in (busy, charlie):
            browser, name = as_user(person), person.name
            browser.get("/overview")
            with questions(app) as sent:
                assert browser.get("/overview").status_code == 200
            asked[name] = sent
        assert len(asked["Alice"]) == len(asked["Charlie"]) <= 4, asked

    def test_adds_one_question_to_those_of_every_page(self, app, as_user, busy):
        browser = as_user(busy)
        browser.get("/overview")
        with questions(app) as sent:
            browser.get("/overview")
        assert sum("from (values" in each for each in sent) == 1
        assert not [each for each in sent if each.lower().startswith(("update", "insert"))]


def _agreement_of(person):
    with tenant_scope(person.tenant_id):
        return db.session.scalars(db.select(Agreement)).one()


def test_amounts_are_whole_ore(api_as, alice):
    assert api_as(alice).get("/api/v1/overview").json["money"]["to_pay"] == {
        "minor": Money(0).minor,
        "currency": "SEK",
    }
