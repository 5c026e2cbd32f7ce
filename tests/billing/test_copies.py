"""Copies: one invoice as e-invoice or spreadsheet, a period as one file."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import load_workbook

from saas.billing.copies.archive import Entry, zipped
from saas.billing.copies.rules import (
    IssuedBetween,
    NothingInPeriod,
    PeriodBackwards,
    TooMuchAtOnce,
    some_but_not_too_many,
)
from saas.dates import today
from tests import factories
from tests.billing import making, sfti
from tests.billing.peppol import broken

SPRING = "first=2026-01-01&until=2026-12-31"


@pytest.fixture
def abroad(database):
    """A company in Finland: its owner, and the number of its invoice."""
    company = factories.company(name="Oy Ab", org_number="20774740", country="FI")
    owner = factories.person(of=company, name="Fia")
    return owner, making.invoice(by=owner, today=today()).number


class TestOtherPeople:
    @pytest.mark.parametrize("kind", ["xlsx", "csv", "ubl", "svefaktura"])
    def test_charlie_finds_nothing(self, as_user, api_as, charlie, invoices, kind):
        for number in (invoices[0], "20990000001"):
            assert as_user(charlie).get(f"/invoices/{number}.{kind}").status_code == 404
            assert api_as(charlie).get(f"/api/v1/invoices/{number}.{kind}").status_code == 404

    def test_charlies_period_is_empty(self, api_as, charlie, invoices):
        answer = api_as(charlie).get(f"/api/v1/invoices/copies?{SPRING}&kind=zip")

        assert answer.status_code == 409
        assert invoices[0] not in answer.text

    def test_bob_may_not_see_money(self, as_user, bob, invoices):
        assert as_user(bob).get(f"/invoices/{invoices[0]}.xlsx").status_code == 403
        assert as_user(bob).get("/invoices/copies").status_code == 403


class TestOneInvoice:
    def test_as_e_invoice_it_is_valid(self, as_user, alice, invoices, bakery):
        answer = as_user(alice).get(f"/invoices/{invoices[0]}.ubl")

        assert answer.mimetype == "application/xml"
        assert set(broken(answer.data)) <= {"PEPPOL-EN16931-R003"}  # it has no reference

    def test_as_svefaktura_it_is_valid(self, as_user, api_as, alice, invoices):
        answer = as_user(alice).get(f"/invoices/{invoices[0]}.svefaktura")

        assert answer.mimetype == "application/xml"
        assert sfti.broken(answer.data) == []
        assert api_as(alice).get(f"/api/v1/invoices/{invoices[0]}.svefaktura").data == answer.data

    def test_as_svefaktura_to_a_company_abroad_there_is_none(self, abroad, as_user):
        person, number = abroad

        answer = as_user(person).get(f"/invoices/{number}.svefaktura")

        assert answer.status_code == 409
        assert "companies in Sweden" in answer.text

    def test_as_spreadsheet(self, api_as, alice, invoices):
        answer = api_as(alice).get(f"/api/v1/invoices/{invoices[0]}.xlsx")
        book = load_workbook(io.BytesIO(answer.data))

        assert book.worksheets[0]["A2"].value == invoices[0]
        assert f"filename={invoices[0]}.xlsx" in answer.headers["Content-Disposition"]

    def test_as_csv_in_the_readers_language(self, as_user, alice, invoices):
        text = as_user(alice).get(f"/invoices/{invoices[0]}.csv").text

        assert text.startswith("\ufeffNumber;")
        assert invoices[0] in text

    def test_the_page_offers_them(self, as_user, alice, invoices):
        page = as_user(alice).get(f"/invoices/{invoices[0]}").text

        for kind in ("xlsx", "csv", "ubl", "svefaktura"):
            assert f"/invoices/{invoices[0]}.{kind}" in page


class TestAPeriod:
    def test_as_zip_has_every_pdf_and_the_specification(self, as_user, alice, invoices):
        sent = {"first": "2026-01-01", "until": "2026-12-31", "kind": "zip"}
        answer = as_user(alice).post("/invoices/copies", sent, buffered=True)

        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert archive.testzip() is None
            names = archive.namelist()
            assert names[:2] == ["specification.xlsx", "specification.csv"]
            assert names[2:] == [f"{number}.pdf" for number in invoices]
            assert archive.read(names[2]).startswith(b"%PDF")

    @pytest.mark.parametrize("kind", ["xlsx", "csv"])
    def test_as_one_specification(self, api_as, alice, invoices, kind):
        answer = api_as(alice).get(f"/api/v1/invoices/copies?{SPRING}&kind={kind}")

        if kind == "csv":
            assert all(number in answer.text for number in invoices)
        else:
            sheet = load_workbook(io.BytesIO(answer.data)).worksheets[1]
            assert [row[0].value for row in sheet.iter_rows(min_row=2)] == invoices

    def test_without_invoices_is_refused(self, as_user, alice):
        sent = {"first": "2025-01-01", "until": "2025-12-31", "kind": "csv"}
        answer = as_user(alice).post("/invoices/copies", sent, buffered=True)

        assert answer.status_code == 409
        assert "No invoice was issued in that period." in answer.text

    def test_backwards_is_refused(self):
        with pytest.raises(PeriodBackwards):
            IssuedBetween(date(2026, 2, 1), date(2026, 1, 1))

    def test_too_much_says_how_much(self):
        with pytest.raises(TooMuchAtOnce, match="251 invoices"):
            some_but_not_too_many(251, most=250)
        with pytest.raises(NothingInPeriod):
            some_but_not_too_many(0, most=250)


class TestTheArchive:
    def test_is_sent_in_parts_and_read_as_a_whole(self):
        made = []

        def entries():
            for n in range(20):
                made.append(n)
                yield Entry(f"{n}.bin", bytes(10_000), packed=n % 2 == 0)

        parts = zipped(entries())
        first = next(parts)
        assert made == [0]

        whole = io.BytesIO(first + b"".join(parts))
        with zipfile.ZipFile(whole) as archive:
            assert archive.testzip() is None
            assert len(archive.namelist()) == 20
