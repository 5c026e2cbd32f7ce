"""The letter an invoice comes with: what to pay, when and how, and why it is taxed as it is."""

from datetime import date

import pytest

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


class TestWhatItIsTaxedWith:
    def test_says_why_there_is_vat_for_want_of_a_proven_number(self, abroad, letter):
        invoice = making.invoice(by=abroad("FI", "20774740"), today=MARCH)

        assert "we have not been able to confirm your VAT number" in letter(invoice.number).body

    def test_says_nothing_of_vat_as_usual(self, alice, letter):
        invoice = making.invoice(by=alice, today=MARCH)

        assert "moms" not in letter(invoice.number).body
