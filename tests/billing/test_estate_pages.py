"""An estate meets no link and no form that is refused; what it may still do stays offered."""

from datetime import date

import pytest

from saas.billing.ledger.actions import book_payment
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests.billing import making

MARCH = date(2026, 3, 1)
NO_MORE = "The company has ceased"


@pytest.fixture
def march(alice):
    return making.invoice(by=alice, today=MARCH, extra_seats=2)


@pytest.fixture
def browser(as_user, alice, march):
    return as_user(alice)


@pytest.fixture(params=["ordinary", "estate"])
def is_estate(request, browser, alice):
    """Each page is looked at twice: by a company that lives, and by one that has ceased."""
    if request.param == "estate":
        ceases(alice, date(2026, 3, 1))
    return request.param == "estate"


def ceases(person, day):
    with tenant_scope(person.tenant_id):
        our_company().ceased_on = day
        db.session.commit()


def main_of(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


class TestOnTheInvoice:
    def test_a_correction_is_offered_to_one_that_lives(self, browser, march, is_estate):
        page = main_of(browser.get(f"/invoices/{march.number}"))
        assert (f"/invoices/{march.number}/correction" in page) is not is_estate
        assert ("Ask for a correction" in page) is not is_estate

    def test_a_later_day_is_offered_to_one_that_lives(self, browser, march, is_estate):
        page = main_of(browser.get(f"/invoices/{march.number}"))
        assert (f"/invoices/{march.number}/later-due-day" in page) is not is_estate

    def test_to_pay_to_dispute_and_to_save_are_offered_to_both(self, browser, march, is_estate):
        page = main_of(browser.get(f"/invoices/{march.number}"))
        for path in (f"/invoices/{march.number}/dispute", f"/invoices/{march.number}.xlsx"):
            assert f'href="{path}"' in page
            assert browser.get(path).status_code == 200
        assert "Pay SEK" in page

    def test_copies_of_a_period_are_given_to_both(self, browser, march):
        """Who winds a company up needs its books."""
        assert "/invoices/copies" in main_of(browser.get("/invoices"))
        day = march.issued_on.isoformat()
        asked = {"first": day, "until": day, "kind": "csv"}
        answer = browser.post("/invoices/copies", data=asked)
        assert answer.status_code == 200
        assert march.number in answer.text


class TestByTheAddress:
    @pytest.mark.parametrize("wrong", ["", "?wrong=address"])
    def test_a_correction(self, browser, march, is_estate, wrong):
        answer = browser.get(f"/invoices/{march.number}/correction{wrong}")
        assert answer.status_code == (403 if is_estate else 200)
        assert (NO_MORE in main_of(answer)) is is_estate

    def test_a_later_day_is_read_of_but_not_asked_for(self, browser, march, is_estate):
        answer = browser.get(f"/invoices/{march.number}/later-due-day")
        assert answer.status_code == 200
        assert ("No later day can be asked for any more." in answer.text) is is_estate
        assert ("By which day can you pay?" in answer.text) is not is_estate

    @pytest.mark.parametrize("path", ["/people/import", "/help/users", "/help/users/add"])
    def test_users(self, browser, is_estate, path):
        answer = browser.get(path)
        assert answer.status_code == (403 if is_estate else 200)
        assert (NO_MORE in main_of(answer)) is is_estate
        assert ('href="/help/contact"' in main_of(answer)) is is_estate

    def test_where_nothing_is_left_to_dispute(self, browser, alice, march, is_estate):
        with tenant_scope(alice.tenant_id):
            book_payment("p1", amount=march.total, allocations={march.id: march.total}, on=MARCH)
            db.session.commit()
        page = main_of(browser.get(f"/invoices/{march.number}/dispute"))
        assert "There is nothing to dispute" in page
        assert ("/correction" in page) is not is_estate


def test_on_its_last_day_a_company_is_not_an_estate_yet(browser, alice, march):
    """The test clock stands at 2 March."""
    ceases(alice, date(2026, 3, 2))
    assert "/later-due-day" in main_of(browser.get(f"/invoices/{march.number}"))
    assert browser.get("/people/import").status_code == 200
