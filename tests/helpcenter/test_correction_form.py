"""An invoice that is wrong: put right at once where nobody has to decide, else asked of staff."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import open_amount
from saas.billing.totals.rules import InvoiceKind
from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.helpcenter.forms.correction.actions import ask_for_correction
from saas.helpcenter.forms.correction.rules import (
    AlreadyCorrected,
    Claim,
    NothingToCorrect,
    Wrong,
    buyer_put_right,
    is_put_right_at_once,
    must_stand,
)
from saas.helpcenter.inbox.models import HelpRequest
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant
from saas.tenants.people.models import Person
from tests import factories
from tests.billing import making
from tests.helpcenter.making import staff_member

DUE = date(2026, 3, 31)
ADDRESS = {"wrong": "address", "street": "Nygatan 2", "postcode": "222 33", "city": "Lund"}


@pytest.fixture
def number(alice):
    """The number of the bakery's invoice of March 1st."""
    return making.invoice(by=alice, today=date(2026, 3, 1), extra_seats=2).number


@pytest.fixture
def of_ours(alice):
    """What a question asks, in the bakery's scope, with nothing left of the session before."""

    def asked(question):
        db.session.expunge_all()
        with tenant_scope(bakery_id):
            return question()

    bakery_id = alice.tenant_id
    return asked


def form_of(number):
    return f"/invoices/{number}/correction"


def api_of(number):
    return f"/api/v1/invoices/{number}/corrections"


@pytest.mark.parametrize("wrong", ["", "address", "reference", "order", "other"])
def test_each_page_says_once_what_it_is(as_user, alice, number, wrong):
    page = as_user(alice).get(f"{form_of(number)}?wrong={wrong}").text.partition("<main")[2]

    headings = re.findall(r"<h[1-6][^>]*>(.*?)</h", page)
    assert page.count("<h1") == 1
    assert len(headings) == len(set(headings))
    assert '<span aria-current="page">Ask for a correction</span>' in page


def test_charlie_neither_sees_nor_corrects_ours(as_user, api_as, charlie, number):
    browser, program = as_user(charlie), api_as(charlie)

    assert browser.get(form_of(number)).status_code == 404
    assert browser.post(form_of(number), ADDRESS).status_code == 404
    ours = program.post(api_of(number), json=ADDRESS)
    nobodys = program.post(api_of("20990000001"), json=ADDRESS)
    assert (ours.status_code, ours.json) == (404, nobodys.json)
    assert program.get("/api/v1/requests").json == {"data": []}
    assert program.get("/api/v1/invoices").json["data"] == []


class TestWhoMay:
    def test_not_those_who_see_no_money_nor_those_who_only_look(self, as_user, bob, bakery, number):
        auditor = factories.person(of=bakery, name="Axel", role="auditor")

        assert as_user(bob).post(form_of(number), ADDRESS).status_code == 403
        assert as_user(auditor).post(form_of(number), ADDRESS).status_code == 403
        page = as_user(auditor).get(f"/invoices/{number}").text
        assert "Ask for a correction" not in page

    def test_those_who_pay_do_and_read_each_others(self, as_user, alice, bakery, number):
        berit = as_user(factories.person(of=bakery, name="Berit", role="billing"))
        as_user(alice).post(form_of(number), {"wrong": "other", "message": "Hm."})

        assert "R-1001" in berit.get("/requests").text
        assert berit.post(form_of(number), ADDRESS).headers["Location"].endswith("R-1002")
        assert "Carried out by Berit" in berit.get("/requests/R-1002").text


class TestAnAddress:
    def test_is_put_right_at_once(self, as_user, alice, number, of_ours):
        browser = as_user(alice)
        assert "Put right at once" in browser.get(form_of(number)).text
        assert 'name="street"' in browser.get(f"{form_of(number)}?wrong=address").text

        sent = browser.post(form_of(number), ADDRESS)

        page = browser.get(sent.headers["Location"]).text
        assert "Carried out by Alice" in page
        old, note, new = of_ours(
            lambda: db.session.scalars(db.select(Invoice).order_by(Invoice.id)).all()
        )
        assert (note.kind, note.total) == (InvoiceKind.CREDIT_NOTE, -old.total)
        assert new.snapshot["buyer"] == old.snapshot["buyer"] | {
            "street": "Nygatan 2", "postcode": "222 33", "city": "Lund",
        }  # fmt: skip
        assert new.number in page
        assert note.number in page
        assert [of_ours(lambda x=x: open_amount(x.id)) for x in (old, note, new)] == [
            Money(0), Money(0), old.total,
        ]  # fmt: skip

    def test_keeps_the_day_to_pay_by(self, api_as, alice, number, clock):
        clock.set(date(2026, 3, 20))

        api_as(alice).post(api_of(number), json=ADDRESS)

        listed = api_as(alice).get("/api/v1/invoices?show=open").json["data"]
        assert [(each["issued_on"], each["due_on"]) for each in listed] == [
            ("2026-03-20", "2026-03-31")
        ]

    @pytest.mark.parametrize(("kept", "street"), [(True, "Nygatan 2"), (False, "Storgatan 1")])
    def test_holds_for_coming_invoices_where_that_is_said(
        self, api_as, alice, number, of_ours, kept, street
    ):
        of_ours(lambda: db.session.execute(db.update(Tenant).values(street="Storgatan 1")))
        db.session.commit()

        api_as(alice).post(api_of(number), json=ADDRESS | {"from_now_on": kept})

        assert api_as(alice).get("/api/v1/company").json["street"] == street

    def test_answers_a_program_with_both_documents(self, api_as, alice, number):
        made = api_as(alice).post(api_of(number), json=ADDRESS | {"message": "We have moved."})

        assert (made.status_code, made.json["state"]) == (201, "carried out")
        answers = made.json["answers"]
        assert answers["invoice"] == number
        assert {answers["credit_note"], answers["new_invoice"]}.isdisjoint({number})
        again = api_as(alice).post(api_of(number), json=ADDRESS)
        assert again.json["type"] == "/problems/already-corrected"
        assert len(api_as(alice).get("/api/v1/requests").json["data"]) == 1

    def test_asked_for_by_two_at_once_is_done_once(self, app, alice, number, of_ours):
        def ask(_):
            with app.app_context(), tenant_scope(bakery_id):
                try:
                    ask_for_correction(
                        by=Person.find(alice_id),
                        number=number,
                        wrong=Wrong.ADDRESS,
                        said={"street": "Nygatan 2", "postcode": "222 33", "city": "Lund"},
                        now=sent_at,
                    )
                    db.session.commit()
                except Refusal as refusal:
                    db.session.rollback()
                    return type(refusal).__name__
                return "done"

        bakery_id, alice_id, sent_at = alice.tenant_id, alice.id, now()
        db.session.commit()
        with ThreadPoolExecutor(4) as pool:
            told = list(pool.map(ask, range(4)))

        assert sorted(told) == ["AlreadyCorrected"] * 3 + ["done"]
        count = db.select(db.func.count()).select_from(Invoice)
        assert of_ours(lambda: db.session.scalar(count)) == 3


class TestWhatSomebodyDecides:
    @pytest.mark.parametrize("wrong", ["name", "order", "quantity", "other"])
    def test_is_sent_to_staff_with_the_invoice(
        self, as_user, alice, number, wrong, tell_all, mails
    ):
        browser = as_user(alice)
        assert "Send to our staff" in browser.get(f"{form_of(number)}?wrong={wrong}").text

        said = {"wrong": wrong, "message": "Two licences, not four.", "line": "2"}
        place = browser.post(form_of(number), said).headers["Location"]

        assert "Waiting for our answer" in browser.get(place).text
        tell_all()
        assert any("R-1001" in mail.subject for mail in mails())
        sven = as_user(staff_member())
        queue = sven.get("/staff/requests").text
        assert number in queue
        link = queue.partition('href="/staff/requests/')[2].partition('"')[0]
        page = sven.get(f"/staff/requests/{link}").text
        assert f"/staff/credit-notes/{number}" in page
        assert "Two licences, not four." in page

    def test_that_is_not_as_agreed_is_disputed_where_anything_is_left_to_pay(
        self, as_user, api_as, alice, number
    ):
        browser, said = as_user(alice), {"wrong": "not_agreed", "message": "We ordered two."}

        assert "it is held until we have answered" in browser.get(form_of(number)).text
        for answer in (
            browser.get(f"{form_of(number)}?wrong=not_agreed"),
            browser.post(form_of(number), said),
        ):
            assert answer.headers["Location"].endswith(f"/invoices/{number}/dispute")
        refused = api_as(alice).post(api_of(number), json=said)
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/dispute-it")
        assert api_as(alice).get("/api/v1/requests").json == {"data": []}

    def test_that_is_not_as_agreed_is_asked_about_where_nothing_is(
        self, as_user, alice, number, of_ours
    ):
        def pay():
            invoice = Invoice.numbered(number)
            whole = {invoice.id: invoice.total}
            book_payment("p1", amount=invoice.total, allocations=whole, on=DUE)
            db.session.commit()

        of_ours(pay)
        said = {"wrong": "not_agreed", "message": "We ordered two."}

        assert as_user(alice).post(form_of(number), said).headers["Location"].endswith("R-1001")

    def test_needs_words(self, as_user, alice, number):
        answer = as_user(alice).post(form_of(number), {"wrong": "quantity"})

        assert answer.status_code == 422
        assert "Say what is wrong" in answer.text

    def test_is_what_something_paid_has_become(self, api_as, alice, number, of_ours):
        def pay():
            invoice = Invoice.numbered(number)
            book_payment("p1", amount=Money(1_00), allocations={invoice.id: Money(1_00)}, on=DUE)
            db.session.commit()

        of_ours(pay)

        made = api_as(alice).post(api_of(number), json=ADDRESS)

        assert made.json["state"] == "waiting for staff"
        assert made.json["answers"]["street"] == "Nygatan 2"

    def test_is_what_is_past_due(self, api_as, alice, number, clock):
        clock.set(date(2026, 4, 1))

        assert api_as(alice).post(api_of(number), json=ADDRESS).json["state"] == "waiting for staff"


class TestTheForm:
    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"wrong": "address", "street": "Nygatan 2", "postcode": "222 33"}, "city"),
            ({"wrong": "reference"}, "attention"),
            ({"wrong": "everything"}, "wrong"),
            ({"wrong": "other", "message": " "}, "message"),
            ({"wrong": "other", "message": "x", "line": 0}, "line"),
        ],
    )
    def test_names_what_is_missing(self, api_as, alice, number, said, field):
        answer = api_as(alice).post(api_of(number), json=said)

        assert answer.status_code == 422
        assert field in answer.text

    def test_refuses_to_change_nothing(self, as_user, alice, number):
        browser = as_user(alice)
        browser.post(form_of(number), {"wrong": "reference", "attention": "Inköp"})
        new = browser.get("/requests/R-1001").text.partition("New invoice")[2]
        new = new.partition('href="/invoices/')[2].partition('"')[0]

        again = browser.post(form_of(new), {"wrong": "reference", "attention": "Inköp"})

        assert again.status_code == 409
        assert "That is what the invoice says already" in again.text

    def test_of_a_corrected_invoice_leads_nowhere(self, as_user, alice, number):
        browser = as_user(alice)
        browser.post(form_of(number), ADDRESS)

        assert browser.get(form_of(number)).status_code == 409


class TestTheTimeline:
    def test_tells_of_requests_corrections_and_what_replaced_it(self, as_user, alice, number):
        browser = as_user(alice)
        assert "Ask for a correction" in browser.get(f"/invoices/{number}").text
        browser.post(form_of(number), {"wrong": "other", "message": "Hm."})
        browser.post(form_of(number), ADDRESS)

        page = browser.get(f"/invoices/{number}").text

        for expected in (
            "Correction asked for: R-1001, Waiting for our answer",
            "Correction asked for: R-1002, Carried out",
            "Replaced by invoice",
            "The buyer&#39;s name or address was wrong",
            'href="/requests/R-1001"',
        ):
            assert expected in page
        new = page.partition("Replaced by invoice ")[2][:11]
        assert f"Replaces invoice {number}" in browser.get(f"/invoices/{new}").text

    def test_is_the_staff_s_too_without_doors_that_are_not_theirs(self, as_user, alice, number):
        as_user(alice).post(form_of(number), ADDRESS)
        sven = as_user(staff_member())
        sven.post(f"/staff/invoices/{number}", {"why": "R-1001 asks"})

        page = sven.get(f"/staff/invoices/{number}").text

        assert "Replaced by invoice" in page
        assert 'href="/requests/R-1001"' not in page


class TestTheRules:
    OPEN = Claim(
        kind=InvoiceKind.INVOICE, total=Money(100), open=Money(100), due_on=DUE,
        is_being_paid=False, is_replaced=False, is_paid_here=True,
        is_disputed=False,
    )  # fmt: skip

    @pytest.mark.parametrize(
        "otherwise",
        [
            {"open": Money(99)},
            {"is_being_paid": True},
            {"is_disputed": True},
            {"kind": InvoiceKind.CREDIT_NOTE, "total": Money(-100), "open": Money(-100)},
            {"total": Money(0), "open": Money(0)},
        ],
    )
    def test_only_an_untouched_invoice_is_put_right_at_once(self, otherwise):
        assert is_put_right_at_once(Wrong.ADDRESS, self.OPEN, today=DUE)
        assert not is_put_right_at_once(Wrong.ADDRESS, replace(self.OPEN, **otherwise), today=DUE)
        assert not is_put_right_at_once(Wrong.ADDRESS, self.OPEN, today=date(2026, 4, 1))
        assert not is_put_right_at_once(Wrong.ORDER, self.OPEN, today=DUE)

    def test_what_is_replaced_is_done_with(self):
        must_stand(self.OPEN)
        with pytest.raises(AlreadyCorrected):
            must_stand(replace(self.OPEN, is_replaced=True))

    def test_the_rest_of_the_buyer_stays(self):
        buyer = {"name": "A", "street": "B", "postcode": "1", "city": "C", "attention": ""}
        names = tuple(buyer)

        right = buyer_put_right(Wrong.REFERENCE, buyer, {"attention": "D"}, names)

        assert right == buyer | {"attention": "D"}
        with pytest.raises(NothingToCorrect):
            buyer_put_right(Wrong.REFERENCE, buyer, {"attention": ""}, names)


def test_requests_hold_their_answers(api_as, alice, number, of_ours):
    api_as(alice).post(api_of(number), json=ADDRESS)

    [asked] = of_ours(lambda: db.session.scalars(db.select(HelpRequest)).all())
    assert asked.answers["wrong"] == "address"
