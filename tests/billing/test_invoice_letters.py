"""The letter an invoice comes with: what to pay, when and how, and why it is taxed as it is."""

from datetime import date

import pytest

from saas.billing.ledger.actions import book_payment
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making

MARCH = date(2026, 3, 1)


@pytest.fixture
def letter(tell_all, mails):
    """The letter that the last invoice came with."""

    def find(number):
        tell_all()
        [found] = [mail for mail in mails() if number in mail.subject]
        return found

    return find


@pytest.fixture
def abroad(database):
    """The owner of a company in another country of the EU, whose VAT number nobody has proven."""

    def found(country, number):
        company = factories.company(
            name="Konditoria", org_number=number, country=country, language="en"
        )
        return factories.person(of=company, name="Aino")

    return found


class TestHowToPay:
    def test_is_by_giro_or_iban_under_the_ocr_number_in_kronor(self, alice, letter):
        invoice = making.invoice(by=alice, today=MARCH)

        body = letter(invoice.number).body

        assert "Bankgiro: 5050-1055\nOCR-nummer: 2026000000136\nIBAN: SE45" in body

    def test_is_by_iban_under_a_reference_that_banks_check_in_euro(self, abroad, letter, as_user):
        selling = {"currency": "EUR", "series": "E", "countries": "BE"}
        name_seller(*seller_in(EXAMPLE), code="euro", selling=selling)
        owner = abroad("BE", "0428759497")
        invoice = making.invoice(by=owner, today=MARCH, currency="EUR")

        body = letter(invoice.number).body
        page = as_user(owner).get(f"/invoices/{invoice.number}").text

        for text in (body, page):
            assert "+++026/0000/00137+++" in text
            assert "SE45 5000 0000 0583 9825 7466" in text
            assert "OCR" not in text
            assert invoice.ocr not in text
        assert "Bankgiro" not in body


class TestWhereNothingIsLeftToPay:
    def test_credit_that_settles_all_of_it_is_said_and_no_payment_asked_for(self, alice, letter):
        with tenant_scope(alice.tenant_id):
            book_payment("p1", amount=Money(1_000_00), allocations={}, on=MARCH)
            db.session.commit()
        invoice = making.invoice(by=alice, today=MARCH)

        told = letter(invoice.number)

        assert told.subject == f"Faktura {invoice.number}, inget att betala"
        assert "Den är redan reglerad, så det finns inget att betala." in told.body
        assert "Betala senast" not in told.body
        assert "OCR" not in told.body

    def test_credit_that_settles_a_part_leaves_the_rest_to_pay(self, alice, letter):
        with tenant_scope(alice.tenant_id):
            book_payment("p1", amount=Money(100_00), allocations={}, on=MARCH)
            db.session.commit()
        invoice = making.invoice(by=alice, today=MARCH)

        told = letter(invoice.number)

        assert "att betala senast" in told.subject
        assert "Kvar att betala är 273,75" in told.body.replace("\u00a0", " ")

    def test_an_invoice_of_nothing_asks_for_nothing(self, alice, letter):
        bought = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(bought, by=alice, today=MARCH)
        making.terms(bought, by=alice, starts_on=date(2026, 3, 17), name="Lika dyr")
        invoice = making.invoice_again(bought, by=alice, today=date(2026, 3, 17))

        told = letter(invoice.number)

        assert invoice.total_minor == 0
        assert told.subject == f"Faktura {invoice.number}, inget att betala"
        assert "Den är på noll, så det finns inget att betala." in told.body


class TestWhatItIsTaxedWith:
    def test_says_why_there_is_vat_for_want_of_a_proven_number(self, abroad, letter):
        invoice = making.invoice(by=abroad("FI", "20774740"), today=MARCH)

        assert "we have not been able to confirm your VAT number" in letter(invoice.number).body

    def test_says_nothing_of_vat_as_usual(self, alice, letter):
        invoice = making.invoice(by=alice, today=MARCH)

        assert "moms" not in letter(invoice.number).body
