"""Closing the account of a company on Free: what comes first, what people meet, the way back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from saas.billing.closing.actions import close_account
from saas.billing.closing.models import Closure
from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.termination.actions import give_notice
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant, our_company
from saas.tenants.people.actions import make_read_only
from saas.tenants.people.models import Person
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed

CLOSING = "/api/v1/company/closing"
MEANT = {"meant": "true", "reason": "We merge."}


@pytest.fixture(autouse=True)
def outside(request, database):
    """People as they are known outside."""
    names = [n for n in ("alice", "bob", "charlie") if n in request.fixturenames]
    for person in map(request.getfixturevalue, names):
        assert person.email
        db.session.expunge(person)


@pytest.fixture
def closed(api_as, alice):
    """The bakery, closed by Alice on 2 March."""
    answer = api_as(alice).post(CLOSING)
    assert answer.status_code == 201, answer.text
    return answer.json


class TestAnotherCompany:
    def test_goes_on_as_before(self, as_user, api_as, closed, charlie):
        assert as_user(charlie).get("/overview").status_code == 200
        assert api_as(charlie).delete(CLOSING).json["type"] == "/problems/nothing-to-reopen"


class TestClosing:
    def test_says_what_it_means_and_asks_whether_it_is_meant(self, as_user, alice):
        browser = as_user(alice)
        assert "through 1 April 2026" in browser.get("/company/close").text
        assert browser.post("/company/close", {"reason": "Hm"}).status_code == 422
        assert browser.post("/company/close", MEANT).headers["Location"] == "/company/closed"

    def test_is_for_owners(self, as_user, api_as, bob, database):
        assert as_user(bob).get("/company/close").status_code == 403
        assert api_as(bob).post(CLOSING).status_code == 403
        assert api_as(staff_member("Sven")).post(CLOSING).status_code == 403

    def test_a_plan_is_left_first(self, as_user, api_as, alice):
        agreed(alice)
        assert "Give notice first" in as_user(alice).get("/company/close").text
        assert api_as(alice).post(CLOSING).json["type"] == "/problems/plan-to-leave-first"
        api_as(alice).post("/api/v1/plan/notice")
        assert api_as(alice).post(CLOSING).json["type"] == "/problems/plan-to-leave-first"

    def test_invoices_are_paid_first(self, as_user, api_as, alice, clock):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            give_notice(by=Person.find(alice.id), now=now())
            db.session.commit()
        clock.live_over(date(2026, 6, 2), date(2026, 6, 3), date(2026, 6, 4))
        assert api_as(alice).post(CLOSING).json["type"] == "/problems/invoices-to-pay-first"

    def test_is_confirmed_by_mail(self, closed, alice, tell_all, mails):
        tell_all()
        (letter,) = [m for m in mails() if "is closed" in m.subject]
        assert letter.recipient == alice.email
        assert "through 1 April 2026" in letter.body

    def test_of_two_at_once_one_closes(self, app, alice, inside):
        tenant_id, alice_id = alice.tenant_id, alice.id

        def close(_):
            with app.app_context(), tenant_scope(tenant_id):
                try:
                    close_account(by=Person.find(alice_id), now=now())
                    db.session.commit()
                except Refusal as refusal:
                    db.session.rollback()
                    return refusal.code
                finally:
                    db.session.remove()
            return "closed"

        with ThreadPoolExecutor(4) as pool:
            answers = sorted(pool.map(close, range(4)))
        assert answers == [*["account-already-closed"] * 3, "closed"]
        assert len(db.session.scalars(db.select(Closure)).all()) == 1


def test_who_may_only_look_is_led_to_nothing_that_is_refused(as_user, alice):
    close, pay = 'href="/company/close"', 'href="/mass-payment"'
    eyes = as_user(alice)
    assert close in eyes.get("/company").text
    assert pay in eyes.get("/payments").text
    with tenant_scope(alice.tenant_id):
        factories.person(of=our_company(), name="Olga", role="owner")
        make_read_only(person=Person.find(alice.id), now=now())
        db.session.commit()
    assert close not in eyes.get("/company").text
    assert pay not in eyes.get("/payments").text
    assert eyes.get("/company/close").status_code == 403


class TestClosed:
    def test_everybody_meets_the_way_back_and_nothing_else(self, as_user, api_as, closed, bob):
        browser = as_user(bob)
        for path in ("/overview", "/people", "/plan", "/requests", "/company"):
            assert browser.get(path).headers["Location"] == "/company/closed", path
        page = browser.get("/company/closed").text
        assert "The account is closed" in page
        assert "Open the account again" not in page
        answer = api_as(bob).get("/api/v1/overview")
        assert (answer.status_code, answer.json["type"]) == (403, "/problems/account-closed")

    def test_open_doors_stay_open(self, as_user, closed, bob):
        for path in ("/terms", "/help", "/companies"):
            assert as_user(bob).get(path).status_code == 200, path

    def test_the_number_stays_the_companys(self, closed, bakery):
        found = Tenant.with_number(bakery.number)
        assert (found.id, found.closed_at is None) == (bakery.id, False)


class TestTheWayBack:
    def test_an_owner_opens_it_and_everything_is_there(
        self, as_user, api_as, closed, alice, bob, tell_all, mails
    ):
        browser = as_user(alice)
        assert "Open the account again" in browser.get("/company/closed").text
        assert browser.post("/company/reopen").headers["Location"] == "/overview"
        assert as_user(bob).get("/overview").status_code == 200
        assert browser.get("/company/closed").headers["Location"] == "/company"
        tell_all()
        assert any("is open again" in m.subject for m in mails())

    def test_nobody_else_does(self, api_as, closed, bob):
        assert api_as(bob).delete(CLOSING).status_code == 403

    def test_within_thirty_days(self, as_user, api_as, closed, alice, clock):
        clock.set(date(2026, 4, 2))
        answer = api_as(alice).delete(CLOSING)
        assert answer.json["type"] == "/problems/reopened-by-staff-only"
        assert "Write to us" in as_user(alice).get("/company/closed").text
        clock.set(date(2026, 4, 1))
        assert api_as(alice).delete(CLOSING).status_code == 200

    def test_afterwards_our_staff_open_it(self, as_user, closed, alice, bakery, clock):
        clock.set(date(2026, 8, 1))
        desk = as_user(staff_member("Sven"))
        assert "Bageri" in desk.get("/staff/closed").text
        number = bakery.customer_number
        assert desk.post(f"/staff/closed/{number}/reopen").status_code == 302
        assert "No account is closed" in desk.get("/staff/closed").text
        assert as_user(alice).get("/overview").status_code == 200
        assert desk.post(f"/staff/closed/{number}/reopen").status_code == 409
        assert desk.post("/staff/closed/424242/reopen").status_code == 404

    def test_it_can_be_closed_again(self, api_as, closed, alice, inside):
        api_as(alice).delete(CLOSING)
        assert api_as(alice).post(CLOSING).status_code == 201
        assert len(db.session.scalars(db.select(Closure)).all()) == 2
