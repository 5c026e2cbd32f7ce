"""The invoices on pages, over the API, on paper and by mail."""

import io
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book_payment
from saas.db import db
from saas.mail import Mail
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making

MARCH = date(2026, 3, 1)


@pytest.fixture
def invoice(alice):
    row = making.invoice(by=alice, today=MARCH, extra_seats=2)
    kept = ("id", "number", "ocr", "public_id", "agreement_id", "total")
    return SimpleNamespace(**{name: getattr(row, name) for name in kept})


def reading(pdf):
    return [page.extract_text().replace("\u00a0", " ") for page in PdfReader(io.BytesIO(pdf)).pages]


class TestOtherPeople:
    @pytest.mark.parametrize("suffix", ["", ".pdf"])
    def test_charlie_finds_nothing(self, as_user, api_as, charlie, invoice, suffix):
        browser, program = as_user(charlie), api_as(charlie)

        page = browser.get(f"/invoices/{invoice.number}{suffix}")
        answer = program.get(f"/api/v1/invoices/{invoice.number}{suffix}")
        absent = program.get(f"/api/v1/invoices/20990000001{suffix}")

        assert (page.status_code, answer.status_code) == (404, 404)
        assert answer.json == absent.json
        assert program.get("/api/v1/invoices").json["data"] == []
        assert invoice.number not in browser.get("/invoices").text

    def test_charlie_cannot_page_from_our_invoice(self, api_as, charlie, invoice):
        answer = api_as(charlie).get(f"/api/v1/invoices?after={invoice.number}")

        assert answer.status_code == 404

    def test_bob_may_not_see_money(self, as_user, api_as, bob, invoice):
        browser, program = as_user(bob), api_as(bob)

        assert browser.get("/invoices").status_code == 403
        assert program.get(f"/api/v1/invoices/{invoice.number}").status_code == 403

    def test_an_auditor_sees_and_is_not_offered_to_pay(self, as_user, alice, bakery, invoice):
        auditor = factories.person(of=bakery, name="Axel", role="auditor")

        page = as_user(auditor).get(f"/invoices/{invoice.number}")

        assert page.status_code == 200
        assert "mass-payment" not in page.text

    def test_strangers_are_asked_to_log_in(self, visitor, api_as, invoice):
        assert visitor.get(f"/invoices/{invoice.number}.pdf").status_code == 302
        assert api_as(None).get("/api/v1/invoices").status_code == 401


class TestAnInvoice:
    def test_says_what_to_pay_and_what_for(self, as_user, alice, bakery, invoice):
        name = bakery.name
        page = as_user(alice).get(f"/invoices/{invoice.number}").text.replace("\u00a0", " ")

        for expected in (
            name,
            "5050-1055",
            "2026000000136",
            "Extra seats, Basic",
            "all of March, 2 seats × SEK",
            "VAT 25 % of",
            "Issued",
        ):
            assert expected in page

    def test_names_the_buyers_country_and_vat_number(self, as_user, database):
        konditoria = factories.company(
            name="Konditoria Oy", org_number="20774740", country="FI", vat_number="FI20774740"
        )
        aino = factories.person(of=konditoria, name="Aino")
        number = making.invoice(by=aino, today=MARCH).number

        page = as_user(aino).get(f"/invoices/{number}").text.partition("<h2>Buyer</h2>")[2]

        buyer = page.partition("</address>")[0]
        assert "<span>Finland</span>" in buyer
        assert "VAT no. FI20774740" in buyer

    def test_leaves_out_what_the_buyer_has_not(self, as_user, alice, invoice):
        page = as_user(alice).get(f"/invoices/{invoice.number}").text

        buyer = page.partition("<h2>Buyer</h2>")[2].partition("</address>")[0]
        assert "VAT no." not in buyer
        assert "Sweden" not in buyer

    def test_answers_the_same_as_json(self, api_as, alice, invoice):
        answer = api_as(alice).get(f"/api/v1/invoices/{invoice.number}").json

        assert answer["invoice"] == {
            "id": invoice.public_id,
            "number": invoice.number,
            "kind": "invoice",
            "reference": invoice.ocr,
            "issued_on": "2026-03-01",
            "due_on": "2026-03-31",
            "standing": answer["invoice"]["standing"],
            "total": {"minor": 561_25, "currency": "SEK"},
            "open": {"minor": 561_25, "currency": "SEK"},
        }
        assert [each["kind"] for each in answer["ways_to_pay"]] == [
            "bankgiro",
            "ocr",
            "iban",
            "bic",
        ]
        assert answer["happenings"][0] == {"on": "2026-03-01", "what": "Issued"}
        assert answer["order_reference"] == ""
        assert answer["totals"]["vat"] == {"minor": 112_25, "currency": "SEK"}
        assert [line["net"]["minor"] for line in answer["lines"]] == [299_00, 150_00]

    def test_tells_what_happened_to_it(self, as_user, alice, bakery, invoice):
        with tenant_scope(bakery.id):
            book_payment(
                "p1", amount=invoice.total, allocations={invoice.id: invoice.total}, on=MARCH
            )
            db.session.commit()

        page = as_user(alice).get(f"/invoices/{invoice.number}").text.replace("\u00a0", " ")

        assert "561.25 paid" in page
        assert "How to pay" not in page


class TestThePdf:
    def test_has_two_pages_in_the_companys_language(self, as_user, alice, bakery, invoice):
        answer = as_user(alice).get(f"/invoices/{invoice.number}.pdf")
        summary, specification = reading(answer.data)

        assert answer.content_type == "application/pdf"
        for expected in (
            "Faktura",
            bakery.name,
            "561,25",
            "5050-1055",
            invoice.ocr,
            "31 mars 2026",
        ):
            assert expected in summary
        for expected in ("Specifikation", "2026-03-01", "75,00", "150,00", "25"):
            assert expected in specification

    def test_is_tagged_archivable_and_always_the_same(self, as_user, alice, invoice):
        first = as_user(alice).get(f"/invoices/{invoice.number}.pdf").data
        again = as_user(alice).get(f"/invoices/{invoice.number}.pdf").data

        assert first == again
        assert b"/StructTreeRoot" in first
        assert b"<pdfaid:part>3</pdfaid:part>" in first

    def test_hostile_names_stay_names(self, as_user, alice, bakery, inside):
        bakery.name = '#read("/etc/passwd") *Bröd* <b>'
        db.session.commit()
        invoice = making.invoice(by=alice)

        answer = as_user(alice).get(f"/invoices/{invoice.number}.pdf")

        assert '#read("/etc/passwd") *Bröd* <b>' in reading(answer.data)[0]


class TestTheMail:
    def test_brings_the_pdf(self, alice, invoice, tell_all, inside):
        tell_all()

        mail = db.session.scalars(select(Mail)).one()
        assert mail.recipient == "faktura@bageriet.example"
        assert invoice.number in mail.subject
        assert "561,25" in mail.body
        assert f"/invoices/{invoice.number}" in mail.body
        [file] = mail.attachments
        assert file.filename == f"{invoice.number}.pdf"
        assert file.content.startswith(b"%PDF")

    def test_goes_to_the_owners_when_no_address_is_given(self, alice, bakery, tell_all, inside):
        bakery.invoice_email = ""
        db.session.commit()
        making.invoice(by=alice)

        tell_all()

        assert db.session.scalars(select(Mail.recipient)).all() == [f"alice@{bakery.id}.example"]


class TestTheCalendar:
    def test_invoices_each_period_once(self, alice, bakery, clock, inside):
        making.agreement(by=alice, started_on=date(2026, 1, 31))
        clock.set(date(2026, 1, 30))
        due = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)
        clock.live_over(*due, *(day + timedelta(days=1) for day in due[:3]))

        newest_first = db.session.scalars(select(Invoice).order_by(Invoice.id.desc()))
        rows = [(i.issued_on, i.total_minor) for i in newest_first]
        assert rows == [
            (date(2026, 4, 30), 373_75),
            (date(2026, 3, 31), 373_75),
            (date(2026, 2, 28), 373_75),
            (date(2026, 1, 31), 373_75),
        ]
