"""A word ahead of an invoice: what it will say, told once, and what it then says."""

from datetime import date, timedelta

import pytest

from saas.billing.coming_invoices.jobs import announce_coming_invoices
from saas.billing.invoices.models import Invoice
from saas.billing.seller.actions import ensure_seller
from saas.db import db
from saas.licensing.vat.rules import vat_decision
from saas.scope import tenant_scope
from tests.billing import making

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.fixture
def agreement(alice):
    """Two extra seats beside Basic since March, invoiced for March."""
    row = making.agreement(by=alice, started_on=MARCH, extra_seats=2)
    making.invoice_again(row, by=alice, today=MARCH)
    return row


def looks_ahead(clock, day, tell_all):
    clock.set(day)
    announce_coming_invoices(day)
    tell_all()


def words_ahead(mails):
    return [mail for mail in mails() if "we invoice" in mail.subject]


def test_charlie_is_told_nothing_of_ours(api_as, as_user, charlie, agreement):
    assert api_as(charlie).get("/api/v1/invoices/coming").json["data"] == []
    assert "Nothing will be invoiced" in as_user(charlie).get("/invoices/coming").text


def test_bob_may_not_see_money(api_as, bob, agreement):
    program = api_as(bob)
    assert program.get("/api/v1/invoices/coming").status_code == 403
    assert program.put("/api/v1/invoices/coming/word", {"told_ahead": False}).status_code == 403


class TestWhatWillBeInvoiced:
    def test_is_what_then_is_invoiced(self, api_as, alice, agreement):
        told = api_as(alice).get("/api/v1/invoices/coming").json["data"]

        invoice = making.invoice_again(agreement, by=alice, today=APRIL)

        assert [(each["day"], each["total"]["minor"]) for each in told] == [
            ("2026-04-01", invoice.total_minor)
        ]
        assert [line["net"]["minor"] for line in told[0]["lines"]] == [299_00, 150_00]
        assert vat_decision(country="SE", vat_number_proven=False, on=APRIL).percent == 25

    def test_is_rounded_as_the_invoice_is(
        self, api_as, as_user, alice, agreement, clock, tell_all, mails
    ):
        ensure_seller().whole_kronor = True
        db.session.commit()
        told = api_as(alice).get("/api/v1/invoices/coming").json["data"][0]
        page = as_user(alice).get("/invoices/coming").text.replace("\u00a0", " ")
        looks_ahead(clock, date(2026, 3, 25), tell_all)

        invoice = making.invoice_again(agreement, by=alice, today=APRIL)

        assert (invoice.total_minor, invoice.rounding_minor) == (561_00, -25)
        assert (told["total"]["minor"], told["rounding"]["minor"]) == (561_00, -25)
        assert "SEK 561.00" in page
        [letter] = words_ahead(mails)
        body = letter.body.replace("\u00a0", " ")
        assert letter.subject.replace("\u00a0", " ").endswith("we invoice SEK 561.00")
        assert "SEK 561.00 in all" in body
        assert "rounded to whole kronor, by -SEK 0.25" in body

    def test_comes_today_where_it_is_late(self, api_as, alice, agreement, clock):
        clock.set(date(2026, 4, 3))

        [told] = api_as(alice).get("/api/v1/invoices/coming").json["data"]

        assert (told["day"], told["net"]["minor"]) == ("2026-04-03", 449_00)

    def test_says_how_to_put_it_right(self, as_user, alice, agreement):
        page = as_user(alice).get("/invoices/coming").text

        for way in ("/purchase-orders", "/company/invoice-details"):
            assert way in page
        assert "faktura@bageriet.example" in page

    def test_names_the_order_it_would_name(self, api_as, alice, agreement):
        program = api_as(alice)
        program.post("/api/v1/purchase-orders", {"number": "PO-9", "valid_from": "2026-04-01"})

        assert program.get("/api/v1/invoices/coming").json["data"][0]["order_reference"] == "PO-9"


class TestTheWordAhead:
    def test_comes_once_a_week_ahead(self, alice, agreement, clock, tell_all, mails):
        email = alice.email
        looks_ahead(clock, date(2026, 3, 24), tell_all)
        assert words_ahead(mails) == []

        for day in (25, 26, 31):
            looks_ahead(clock, date(2026, 3, day), tell_all)

        [letter] = words_ahead(mails)
        assert letter.recipient == email
        body = letter.body.replace("\u00a0", " ")
        assert "SEK 561.25" in body
        assert "Extra seats, Basic: SEK 150.00" in body
        assert "/invoices/coming" in body

    def test_comes_again_for_the_next_invoice(self, alice, agreement, clock, tell_all, mails):
        looks_ahead(clock, date(2026, 3, 25), tell_all)
        clock.set(APRIL)
        making.invoice_again(agreement, by=alice, today=APRIL)

        looks_ahead(clock, date(2026, 4, 24), tell_all)

        assert len(words_ahead(mails)) == 2

    def test_is_not_wanted_by_everybody(self, alice, agreement, as_user, clock, tell_all, mails):
        as_user(alice).post("/invoices/coming/word", {"told_ahead": "false"})

        looks_ahead(clock, date(2026, 3, 25), tell_all)

        assert words_ahead(mails) == []
        assert "E-mail me before each invoice" in as_user(alice).get("/invoices/coming").text

    def test_is_not_said_of_a_day_that_is_no_longer_the_day(
        self, alice, agreement, clock, tell_all, mails
    ):
        clock.set(date(2026, 3, 25))
        announce_coming_invoices(date(2026, 3, 25))
        with tenant_scope(alice.tenant_id):
            db.session.execute(db.text("update billing_days set due_on = '2026-05-01'"))

        tell_all()

        assert words_ahead(mails) == []

    def test_is_said_late_where_days_were_missed_and_not_once_the_day_has_come(
        self, alice, charlie, agreement, clock, tell_all, mails
    ):
        his, whose = making.agreement(by=charlie, started_on=date(2026, 3, 8)), charlie.email
        making.invoice_again(his, by=charlie, today=date(2026, 3, 8))
        clock.set(date(2026, 4, 3))
        for missed in range(8):
            announce_coming_invoices(date(2026, 3, 25) + timedelta(days=missed))
        announce_coming_invoices(date(2026, 4, 3))
        tell_all()

        [letter] = words_ahead(mails)
        assert letter.recipient == whose
        assert letter.subject.startswith("On 8 April 2026")

    def test_warns_that_the_invoice_will_wait(
        self, alice, agreement, as_user, clock, tell_all, mails
    ):
        as_user(alice).post("/purchase-orders/demand", {"demands_order": "true"})

        looks_ahead(clock, date(2026, 3, 25), tell_all)

        assert "or the invoice waits" in words_ahead(mails)[0].body


def test_an_address_put_right_in_time_stands_on_the_invoice(alice, agreement, as_user, inside):
    as_user(alice).post(
        "/company/invoice-details",
        {
            "street": "Nygatan 2",
            "postcode": "222 33",
            "city": "Lund",
            "invoice_email": "ny@bageriet.example",
            "reference": "Inköp",
        },
    )
    making.invoice_again(agreement, by=alice, today=APRIL)

    newest = db.session.scalars(db.select(Invoice).order_by(Invoice.id.desc())).first()
    assert newest.snapshot["buyer"]["street"] == "Nygatan 2"
