"""Staff credit, correct and write invoices on pages and over the API; nothing before the check."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import open_amount
from saas.billing.proof.models import findings
from saas.billing.purchase_orders.actions import add_order, withdraw_order
from saas.billing.purchase_orders.models import PurchaseOrder
from saas.billing.seller.actions import ensure_seller, name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.dates import now
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making

MARCH = date(2026, 3, 1)


def hidden(page):
    """The fields of the check page's form, as a browser sends them on."""
    form = page.text.partition("<form")[2] + page.text
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token", None)
    return {name: value for name, value in fields.items() if name not in {"language", "next"}}


def as_shown(program, path, said):
    """What is answered to exactly what a preview showed."""
    shown = program.post(f"{path}/preview", said)
    return program.post(path, said | {"token": shown.json["token"]})


def documents(person):
    with tenant_scope(person.tenant_id):
        return db.session.scalars(select(Invoice).order_by(Invoice.id)).all()


class TestCrediting:
    def test_is_the_staff_s(self, as_user, api_as, alice, charlie, march):
        for path in ("", f"/{march.number}", f"/{march.number}/credit", f"/{march.number}/correct"):
            assert as_user(charlie).get(f"/staff/credit-notes{path}").status_code == 404
        said = {"reason": "goodwill"}
        answer = api_as(alice).post(f"/api/v1/staff/invoices/{march.number}/credit", said)
        assert answer.status_code == 404

    def test_is_checked_and_then_done(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/credit"
        typed = {"reason": "not_delivered", "line_1": "", "line_2": "100,00", "words": "Sorry"}

        check = sven.post(path, typed)
        before = len(documents(alice))
        done = sven.post(path, hidden(check))

        assert "Check the credit note" in check.text
        assert (check.status_code, before) == (200, 1)
        assert done.status_code == 302
        note = documents(alice)[1]
        assert (note.total, note.made_by_name) == (Money(-125_00), "Sven")
        assert "Sorry" in str(note.snapshot)
        page = sven.get(f"/staff/credit-notes/{march.number}").text
        assert note.number in page
        assert note.number in sven.get("/staff/credit-notes").text

    def test_is_written_in_the_currency_of_the_invoice(self, sven, alice, database):
        euro = {"series": "E", "currency": "EUR"}
        name_seller(*seller_in(EXAMPLE), code="euro", selling=euro)
        invoice = making.invoice(by=alice, today=MARCH, currency="EUR")

        page = sven.get(f"/staff/credit-notes/{invoice.number}/credit").text

        assert '<span class="affix" aria-hidden="true">EUR</span>' in page
        assert 'aria-hidden="true">kr<' not in page

    def test_of_the_credit_note_staff_read_what_it_says_in_their_own_frame(
        self, sven, alice, march
    ):
        path = f"/staff/credit-notes/{march.number}"
        check = sven.post(f"{path}/credit", {"reason": "goodwill", "line_1": "10,00"})
        sven.post(f"{path}/credit", hidden(check))
        note = documents(alice)[1]

        page = sven.get(f"/staff/credit-notes/{note.number}").text

        assert "Basic, credited" in page
        assert f'Credits invoice <a href="{path}">{march.number}</a>' in page
        assert "unused" not in page
        assert "Left to credit" not in page
        assert "Left to credit" in sven.get(path).text
        frame, _, content = page.partition("</header>")
        assert "Bageri" in content
        assert "Bageri" not in frame

    def test_says_why_in_words_on_the_page_and_over_json(
        self, as_user, api_as, program, alice, march
    ):
        path = f"/api/v1/staff/invoices/{march.number}/credit"
        made = as_shown(program, path, {"reason": "goodwill", "words": "Sorry"}).json

        page = as_user(alice).get(f"/invoices/{made['number']}").text
        told = api_as(alice).get(f"/api/v1/invoices/{made['number']}").json

        assert '<p class="hint">Goodwill. Sorry</p>' in page
        assert told["correction"] == {
            "reason": "goodwill",
            "why": "Goodwill",
            "words": "Sorry",
            "replaces": None,
        }
        plain = api_as(alice).get(f"/api/v1/invoices/{march.number}").json
        assert plain["correction"] is None

    def test_of_too_much_is_told_on_the_page(self, sven, march):
        typed = {"reason": "goodwill", "line_1": "299,01"}

        answer = sven.post(f"/staff/credit-notes/{march.number}/credit", typed)

        assert answer.status_code == 409
        assert "is left to credit of line 1" in answer.text

    def test_goes_over_the_api(self, program, march, alice):
        path = f"/api/v1/staff/invoices/{march.number}/credit"

        one = {"reason": "goodwill", "lines": [{"position": 1, "minor": 1_00}]}
        part = as_shown(program, path, one)
        rest = as_shown(program, path, {"reason": "goodwill"})
        none = program.post(f"{path}/preview", {"reason": "goodwill"})

        assert part.json["total"] == {"minor": -1_25, "currency": "SEK"}
        assert rest.json["total"]["minor"] == -560_00
        assert none.json["type"].endswith("nothing-left-to-credit")
        assert program.post(path, {"reason": "buyer_wrong"}).status_code == 422
        assert findings() == []


class TestCorrecting:
    def test_is_checked_and_then_done(self, sven, alice, march):
        path = f"/staff/credit-notes/{march.number}/correct"
        typed = {
            "reason": "reference_missing", "name": "Ågrens Bageri AB", "attention": "Anna",
            "order_reference": "PO-17", "street": "Storgatan 1", "postcode": "111 22",
            "city": "Stockholm", "vat_number": "", "words": "",
        }  # fmt: skip

        form = sven.get(path)
        check = sven.post(path, typed)
        done = sven.post(path, hidden(check))

        assert "Ågrens Bageri AB" in form.text
        assert "New invoice" in check.text
        assert done.status_code == 302
        _, note, new = documents(alice)
        assert (note.total, new.total) == (-march.total, march.total)
        assert new.snapshot["order_reference"] == "PO-17"
        assert new.snapshot["buyer"]["attention"] == "Anna"

    def test_says_why_on_both_documents(self, program, as_user, march, alice):
        said = {"reason": "buyer_wrong", "buyer": {"street": "Nygatan 2"}}
        as_shown(program, f"/api/v1/staff/invoices/{march.number}/correct", said)

        _, note, new = documents(alice)
        pages = [as_user(alice).get(f"/invoices/{each.number}").text for each in (note, new)]

        assert all("The buyer&#39;s name or address was wrong." in page for page in pages)
        assert f"It replaces invoice {march.number}." in pages[1]

    def test_goes_over_the_api(self, program, march, alice):
        said = {"reason": "buyer_wrong", "buyer": {"street": "Nygatan 2"}}

        told = as_shown(program, f"/api/v1/staff/invoices/{march.number}/correct", said).json

        assert told["credit_note"]["kind"] == "credit_note"
        new = documents(alice)[2]
        assert told["invoice"]["number"] == new.number
        assert new.snapshot["buyer"]["street"] == "Nygatan 2"


class TestWriting:
    def test_is_checked_and_then_done(self, sven, alice, bakery):
        typed = {
            "customer_number": bakery.customer_number, "day": "2026-03-01", "order_reference": "",
            "text_1": "Kurs", "quantity_1": "2", "price_1": "1 000,00", "rate_1": "standard",
            "text_2": "Kursbok", "quantity_2": "2", "price_2": "100,00", "rate_2": "low",
        }  # fmt: skip

        check = sven.post("/staff/written-invoices", typed)
        done = sven.post("/staff/written-invoices", hidden(check))

        assert "Check the invoice" in check.text
        assert done.status_code == 302
        written = documents(alice)[0]
        assert (written.net_minor, written.vat_minor) == (2_200_00, 512_00)
        assert [group["percent"] for group in written.snapshot["vat"]] == [25, 6]
        with tenant_scope(bakery.id):
            assert open_amount(written.id) == Money(2_712_00)
        assert findings() == []

    def test_is_issued_as_it_was_shown_or_shown_anew(self, sven, alice, bakery):
        typed = {
            "customer_number": bakery.customer_number, "day": "2026-03-01",
            "text_1": "Kurs", "quantity_1": "1", "price_1": "100,00", "rate_1": "standard",
        }  # fmt: skip
        with tenant_scope(bakery.id):
            first = add_order(by=alice, number="PO-1", valid_from=MARCH, cap=None, now=now()).id
            db.session.commit()
        check = sven.post("/staff/written-invoices", typed)
        with tenant_scope(bakery.id):
            withdraw_order(PurchaseOrder.find(first), by=alice, now=now())
            add_order(by=alice, number="PO-2", valid_from=MARCH, cap=None, now=now())
            db.session.commit()

        again = sven.post("/staff/written-invoices", hidden(check))
        none_yet = documents(alice)
        done = sven.post("/staff/written-invoices", hidden(again))

        assert "Order number (PO): PO-1" in check.text
        assert again.status_code == 409
        assert "This has changed since you looked" in again.text
        assert "Order number (PO): PO-2" in again.text
        assert none_yet == []
        assert done.status_code == 302
        assert [each.snapshot["order_reference"] for each in documents(alice)] == ["PO-2"]

    def test_is_issued_once(self, sven, alice, bakery):
        """Who presses twice, or goes back and presses again, is shown it anew."""
        typed = {
            "customer_number": bakery.customer_number, "day": "2026-03-01",
            "text_1": "Kurs", "quantity_1": "1", "price_1": "100,00", "rate_1": "standard",
        }  # fmt: skip
        check = sven.post("/staff/written-invoices", typed)

        done = sven.post("/staff/written-invoices", hidden(check))
        twice = sven.post("/staff/written-invoices", hidden(check))

        assert (done.status_code, twice.status_code) == (302, 409)
        assert "This has changed since you looked" in twice.text
        assert len(documents(alice)) == 1

    def test_has_prices_in_what_the_customer_is_invoiced_in(self, sven, alice, bakery):
        making.agreement(by=alice, started_on=MARCH, currency="EUR")

        hers = sven.get(f"/staff/written-invoices?customer={bakery.customer_number}").text
        nobodys = sven.get("/staff/written-invoices").text

        assert '<span class="affix" aria-hidden="true">EUR</span>' in hers
        assert 'class="affix"' not in nobodys
        assert "In the currency that the company is invoiced in." in nobodys

    def test_goes_over_the_api_to_one_customer(self, program, api_as, bakery, charlie):
        lines = [{"text": "Help", "unit_price_minor": 800_00}]
        said = {"customer_number": bakery.customer_number, "lines": lines}

        told = program.post("/api/v1/staff/invoices", said)

        assert (told.status_code, told.json["total"]["minor"]) == (201, 1_000_00)
        number = told.json["number"]
        assert api_as(charlie).get(f"/api/v1/invoices/{number}").status_code == 404
        assert program.post("/api/v1/staff/invoices", said | {"lines": []}).status_code == 422
        free = [{"text": "Help", "unit_price_minor": 0}]
        assert program.post("/api/v1/staff/invoices", said | {"lines": free}).status_code == 409
        nobody = said | {"customer_number": "nobody"}
        assert program.post("/api/v1/staff/invoices", nobody).status_code in {404, 409}

    def test_is_shown_over_the_api_and_exactly_that_is_issued(self, program, alice, bakery):
        making.agreement(by=alice, started_on=MARCH)
        lines = [
            {"text": "Kurs", "quantity": 2, "unit_price_minor": 1_000_00},
            {"text": "Kursbok", "unit_price_minor": 200_00, "rate": "low"},
        ]
        said = {"customer_number": bakery.customer_number, "lines": lines}

        shown = program.post("/api/v1/staff/invoices/preview", said)
        none_yet = documents(alice)
        done = program.post("/api/v1/staff/invoices", said | {"token": shown.json["token"]})
        twice = program.post("/api/v1/staff/invoices", said | {"token": shown.json["token"]})

        assert (shown.status_code, none_yet) == (200, [])
        assert shown.json["company"] == bakery.name
        assert shown.json["net"] == {"minor": 2_200_00, "currency": "SEK"}
        assert [line["net"]["minor"] for line in shown.json["lines"]] == [2_000_00, 200_00]
        assert [(g["percent"], g["vat"]["minor"]) for g in shown.json["vat_groups"]] == [
            (25, 500_00), (6, 12_00),
        ]  # fmt: skip
        assert (done.status_code, done.json["total"]) == (201, shown.json["total"])
        assert (twice.status_code, twice.json["type"]) == (409, "/problems/preview-outdated")
        assert len(documents(alice)) == 1

    @pytest.mark.parametrize("otherwise", ["dearer", "another's", "later", "made up"])
    def test_is_not_issued_over_the_api_where_the_token_says_otherwise(
        self, program, alice, bakery, smithy, otherwise, clock
    ):
        lines = [{"text": "Help", "unit_price_minor": 100_00}]
        said = {"customer_number": bakery.customer_number, "lines": lines}
        another = said | {"customer_number": smithy.customer_number}
        asked = another if otherwise == "another's" else said
        shown = program.post("/api/v1/staff/invoices/preview", asked).json
        if otherwise == "dearer":
            said["lines"] = [lines[0] | {"unit_price_minor": 100_01}]
        if otherwise == "later":
            clock.set(date(2026, 3, 3))
        token = "made up" if otherwise == "made up" else shown["token"]

        told = program.post("/api/v1/staff/invoices", said | {"token": token})

        assert (told.status_code, told.json["type"]) == (409, "/problems/preview-outdated")
        assert documents(alice) == []

    def test_names_the_order_that_was_shown_over_the_api(self, program, alice, bakery):
        """Another order that would be named since: nothing is issued."""
        with tenant_scope(bakery.id):
            first = add_order(by=alice, number="PO-1", valid_from=MARCH, cap=None, now=now()).id
            db.session.commit()
        lines = [{"text": "Help", "unit_price_minor": 100_00}]
        said = {"customer_number": bakery.customer_number, "lines": lines}
        shown = program.post("/api/v1/staff/invoices/preview", said).json
        with tenant_scope(bakery.id):
            withdraw_order(PurchaseOrder.find(first), by=alice, now=now())
            add_order(by=alice, number="PO-2", valid_from=MARCH, cap=None, now=now())
            db.session.commit()

        told = program.post("/api/v1/staff/invoices", said | {"token": shown["token"]})

        assert shown["order_reference"] == "PO-1"
        assert (told.status_code, documents(alice)) == (409, [])

    def test_is_in_the_currency_of_the_agreement(self, program, sven, bakery, alice, database):
        """In one that none of our sellers invoices in, nothing is written: it has no books."""
        making.agreement(by=alice, started_on=MARCH, currency="EUR")
        lines = [{"text": "Help", "unit_price_minor": 100_00}]
        said = {"customer_number": bakery.customer_number, "lines": lines}
        typed = {
            "customer_number": bakery.customer_number, "day": "2026-03-01",
            "text_1": "Help", "quantity_1": "1", "price_1": "100,00", "rate_1": "standard",
        }  # fmt: skip

        refused = program.post("/api/v1/staff/invoices", said)
        page = sven.post("/staff/written-invoices", typed)

        assert (refused.status_code, page.status_code) == (409, 409)
        assert refused.json["type"] == "/problems/nobody-sells-in"
        assert "EUR" in page.text
        assert 'href="/staff/sellers"' in page.text.partition("<main")[2]
        selling = {"series": "E", "currency": "EUR"}
        name_seller(*seller_in(EXAMPLE), code="euro", selling=selling)
        db.session.commit()
        told = program.post("/api/v1/staff/invoices", said)
        assert told.json["total"] == {"minor": 125_00, "currency": "EUR"}
        assert told.json["number"] == "E20260000001"

    def test_is_sold_by_whoever_sells_there(self, program, bakery, database):
        """Another entity sells to Sweden, with letters and bank of its own."""
        ensure_seller()
        selling = {"series": "N", "countries": "SE NO"}
        name_seller(*seller_in(EXAMPLE), code="nordic", selling=selling)
        db.session.commit()
        lines = [{"text": "Help", "unit_price_minor": 100_00}]

        told = program.post(
            "/api/v1/staff/invoices", {"customer_number": bakery.customer_number, "lines": lines}
        )

        assert told.json["number"] == "N20260000001"
        assert told.json["reference"].startswith("2320260000001")
