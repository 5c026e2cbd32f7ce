"""What staff order because a company asked: bound preview, who asked, by which way, who did it."""

import re
from datetime import date

import pytest
from sqlalchemy.exc import DBAPIError

from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.licensing.on_behalf.rules import is_whom_they_say
from saas.money import Money, total
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, PREMIUM, agreed

DESK = "/api/v1/staff/orders"
THEIRS = "/api/v1/plan/orders"
HIDDEN = re.compile(r'type="hidden" name="(\w+)" value="([^"]*)"')


@pytest.fixture
def signe(database):
    signe = staff_member("Signe")
    assert signe.email
    db.session.expunge(signe)
    return signe


@pytest.fixture
def number(bakery, alice):
    """The customer number of the bakery, which has said where its invoices go."""
    with tenant_scope(bakery.id):
        company = our_company()
        company.street, company.invoice_email = "Storgatan 1", "faktura@bageriet.example"
        db.session.commit()
        return company.customer_number


def asked(**said):
    return {"channel": "phone", "asked_by": "Alice", "asked_on": "2026-03-02", **said}


def shown(program, number, **order):
    wanted = {"edition": BASIC.key, "extra_seats": 2, **order}
    answer = program.post(f"{DESK}/{number}/preview", wanted)
    assert answer.status_code == 200, answer.text
    return answer.json


def order(program, number, offer, **said):
    return program.post(f"{DESK}/{number}", asked(token=offer["token"], **said))


def of_the_form(page):
    """What the page's own form sends; the footer's asks for another language."""
    return {name: value for name, value in HIDDEN.findall(page.text) if name != "next"}


class TestAnotherCompany:
    def test_neither_orders_nor_sees_it(self, api_as, as_user, signe, charlie, number):
        offer = shown(api_as(signe), number)
        assert order(api_as(charlie), number, offer).status_code == 404
        assert order(api_as(signe), number, offer).status_code == 201
        assert api_as(charlie).get(THEIRS).json == {"data": []}
        assert as_user(charlie).get(f"/staff/orders/{number}").status_code == 404


class TestOrdering:
    def test_charges_exactly_what_was_shown_and_is_staffs_own_deed(
        self, api_as, alice, signe, number, tell_all
    ):
        offer = shown(api_as(signe), number)
        answer = order(api_as(signe), number, offer, words="Two more, please.")
        assert answer.status_code == 201, answer.text
        tell_all()
        with tenant_scope(alice.tenant_id):
            invoiced = total((i.total for i in db.session.scalars(db.select(Invoice))), "SEK")
            agreement = Agreement.holding_on(date(2026, 3, 2))
            [row] = OrderOnBehalf.every()
        assert invoiced == Money(offer["now"]["total"]["minor"])
        assert (agreement.agreed_by_id, agreement.terms[0].agreed_by_id) == (None, None)
        assert (row.by_name, row.by_account_id) == ("Signe", signe.account_id)
        assert row.asked_by_id == alice.id

    def test_the_companys_administrators_are_told_who_asked_and_how(
        self, api_as, alice, bob, bakery, signe, number, tell_all, mails
    ):
        ada = factories.person(of=bakery, name="Ada", role="admin").email
        agreed(alice)
        tell_all()
        order(api_as(signe), number, shown(api_as(signe), number, extra_seats=5))
        tell_all()
        letters = [m for m in mails() if m.subject.startswith("Ordered for")]
        assert {m.recipient for m in letters} == {alice.email, ada}
        assert all("Alice" in m.body and "Telephone" in m.body for m in letters)
        assert all("Signe" in m.body for m in letters)
        assert all("/help#ordered-for-you" in m.body for m in letters)

    def test_stands_in_the_companys_own_history_and_contract(
        self, api_as, as_user, alice, signe, number
    ):
        order(api_as(signe), number, shown(api_as(signe), number))
        [row] = api_as(alice).get(THEIRS).json["data"]
        assert (row["asked_by"], row["channel"], row["ordered_by"]) == ("Alice", "phone", "Signe")
        page = as_user(alice).get("/plan/orders").text
        assert "Signe" in page
        assert 'href="/help#ordered-for-you"' in page
        assert "article=ordered-for-you" in page
        [contract] = api_as(alice).get("/api/v1/contracts").json["data"]
        assert "Alice (Signe)" in as_user(alice).get(f"/contracts/{contract['id']}").text

    def test_a_token_is_good_for_the_company_it_was_shown_of_only(
        self, api_as, signe, charlie, smithy, number
    ):
        offer = shown(api_as(signe), number)
        with tenant_scope(smithy.id):
            our_company().street = our_company().invoice_email = "a@b.example"
            db.session.commit()
        assert order(api_as(signe), smithy.customer_number, offer).status_code == 409

    def test_what_no_longer_holds_is_not_ordered(self, api_as, alice, signe, number):
        offer = shown(api_as(signe), number)
        agreed(alice, edition=PREMIUM)
        assert order(api_as(signe), number, offer).status_code == 409
        assert api_as(alice).get(THEIRS).json == {"data": []}

    def test_one_who_may_not_order_is_not_heeded(self, api_as, bob, signe, number):
        answer = order(api_as(signe), number, shown(api_as(signe), number), asked_by=bob.email)
        assert "Bob may not order" in answer.text

    def test_a_name_nobody_knows_is_written_down(self, api_as, alice, signe, number):
        said = {"asked_by": "Ulla i växeln", "channel": "letter"}
        order(api_as(signe), number, shown(api_as(signe), number), **said)
        with tenant_scope(alice.tenant_id):
            [row] = OrderOnBehalf.every()
        assert (row.asked_by_name, row.asked_by_id) == ("Ulla i växeln", None)

    def test_needs_an_address_for_the_invoice_and_a_day_that_has_come(
        self, api_as, signe, bakery, alice
    ):
        where = bakery.customer_number
        with tenant_scope(bakery.id):
            our_company().invoice_email = ""
            db.session.commit()
        offer = shown(api_as(signe), where)
        assert "where its invoices go" in order(api_as(signe), where, offer).text

    def test_nobody_asks_tomorrow(self, api_as, signe, number):
        offer = shown(api_as(signe), number)
        answer = order(api_as(signe), number, offer, asked_on="2026-03-03")
        assert "today or before" in answer.text

    def test_is_for_staff_who_decide(self, api_as, signe, number):
        sara = staff_member("Sara", role="auditor")
        offer = shown(api_as(signe), number)
        assert order(api_as(sara), number, offer).status_code == 403

    def test_is_never_edited(self, api_as, signe, alice, number, owner_engine):
        order(api_as(signe), number, shown(api_as(signe), number))
        with owner_engine.connect() as behind, pytest.raises(DBAPIError, match="edit"):
            behind.execute(db.text("update orders_on_behalf set by_name = 'Nobody'"))


class TestThePages:
    def test_lead_from_the_number_to_the_lines_to_the_order(self, as_user, alice, signe, number):
        browser = as_user(signe)
        found = browser.post("/staff/orders", {"customer_number": number})
        assert found.headers["Location"].endswith(f"/staff/orders/{number}")
        sent = asked(edition=BASIC.key, extra_seats="1", cadence="", when="soonest")
        page = browser.post(f"/staff/orders/{number}", sent)
        assert "Check before you order" in page.text, page.text
        hidden = of_the_form(page)
        done = browser.post(f"/staff/orders/{number}/agree", hidden)
        assert done.status_code == 302, done.text
        shown = browser.get(done.headers["Location"]).text
        assert "It is ordered." in shown
        assert "Alice" in shown
        assert "It is ordered." not in browser.get(f"/staff/orders/{number}").text

    def test_show_anew_what_has_changed_meanwhile(self, as_user, alice, signe, number):
        browser = as_user(signe)
        sent = asked(edition=BASIC.key, extra_seats="1", cadence="", when="soonest")
        hidden = of_the_form(browser.post(f"/staff/orders/{number}", sent))
        agreed(alice, extra_seats=3)
        again = browser.post(f"/staff/orders/{number}/agree", hidden)
        assert again.status_code == 409
        assert "This has changed since you looked" in again.text


def test_a_name_is_whom_it_says_however_it_is_written():
    assert is_whom_they_say(" alice  ek", name="Alice Ek", email="a@b.example")
    assert is_whom_they_say("A@B.example", name="Alice Ek", email="a@b.example")
    assert not is_whom_they_say("Alice", name="Alice Ek", email="a@b.example")
