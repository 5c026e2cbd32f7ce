"""The staff's search through everybody's invoices; each one opened with a reason."""

from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from saas.billing.invoice_desk.models import StaffLook
from saas.db import db
from saas.scope import tenant_scope
from tests.billing import making
from tests.helpcenter.making import staff_member

MARCH = date(2026, 3, 1)


@pytest.fixture
def sven(alice):
    return staff_member("Sven")


@pytest.fixture
def invoice(alice):
    row = making.invoice(by=alice, today=MARCH)
    return SimpleNamespace(id=row.id, number=row.number, ocr=row.ocr)


def test_charlie_knows_of_no_such_door(as_user, api_as, charlie, invoice):
    browser, program = as_user(charlie), api_as(charlie)

    for path in ("/staff/invoices", f"/staff/invoices/{invoice.number}"):
        assert browser.get(path).status_code == 404
    assert program.get("/api/v1/staff/invoices?q=1").status_code == 404


class TestTheSearch:
    def test_finds_by_any_number_and_by_amount(
        self, api_as, sven, bakery, smithy, charlie, invoice
    ):
        making.invoice(by=charlie, today=MARCH, fee=500_00)
        customer, company = bakery.customer_number, bakery.org_number
        program = api_as(sven)

        for words in (
            invoice.number,
            invoice.ocr,
            customer,
            company,
            f"{company[:6]}-{company[6:]}",
            "373,75",
        ):
            found = program.get("/api/v1/staff/invoices", query_string={"q": words}).json["data"]
            assert [row["number"] for row in found] == [invoice.number], words

    def test_finds_nothing_by_no_words(self, api_as, sven, invoice):
        assert api_as(sven).get("/api/v1/staff/invoices").json["data"] == []
        assert api_as(sven).get("/api/v1/staff/invoices?q=nothing").json["data"] == []

    def test_shows_what_is_left_to_pay(self, as_user, sven, invoice):
        page = as_user(sven).get(f"/staff/invoices?q={invoice.number}").text

        assert page.replace("\u00a0", " ").count("SEK 373.75") == 2


class TestAnInvoice:
    def test_is_opened_with_a_reason_that_is_kept(self, as_user, sven, alice, invoice):
        browser = as_user(sven)
        closed = browser.get(f"/staff/invoices/{invoice.number}").text
        refused = browser.post(f"/staff/invoices/{invoice.number}", {"why": "x"})

        answer = browser.post(f"/staff/invoices/{invoice.number}", {"why": "Request K-100012"})
        page = browser.get(answer.headers["Location"]).text

        assert "Why do you open it?" in closed
        assert "Specification" not in closed
        assert refused.status_code == 422
        assert "Specification" in page
        assert "Sven: Request K-100012" in page
        assert f"/staff/credit-notes/{invoice.number}" in page
        assert "copies" not in page
        assert browser.get(f"/staff/invoices/{invoice.number}.pdf").data.startswith(b"%PDF")

    def test_is_no_paper_without_a_reason(self, as_user, sven, invoice):
        answer = as_user(sven).get(f"/staff/invoices/{invoice.number}.pdf")

        assert answer.status_code == 302

    def test_asks_each_of_us_for_a_reason(self, as_user, sven, invoice):
        as_user(sven).post(f"/staff/invoices/{invoice.number}", {"why": "Request K-100012"})

        page = as_user(staff_member("Stina")).get(f"/staff/invoices/{invoice.number}").text

        assert "Why do you open it?" in page

    def test_a_reason_is_never_edited(self, as_user, sven, alice, invoice):
        as_user(sven).post(f"/staff/invoices/{invoice.number}", {"why": "Request K-100012"})

        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(db.select(StaffLook.why)).all() == ["Request K-100012"]
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text("delete from staff_looks"))
            db.session.rollback()

    def test_that_is_not_there(self, as_user, sven):
        assert as_user(sven).get("/staff/invoices/20990000001").status_code == 404


def test_what_waits_for_an_order_is_listed(as_user, sven, alice, bakery):
    as_user(alice).post("/purchase-orders/demand", {"demands_order": "true"})
    assert making.invoice(by=alice, today=MARCH) is None

    page = as_user(sven).get("/staff/invoices").text

    assert "Waiting for a purchase order" in page
    assert "Ågrens Bageri AB" in page
