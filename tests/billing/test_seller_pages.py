"""Staff write down who sells, with a sentence for whatever is wrong."""

import pytest

from saas.billing.seller.actions import ensure_seller, seller_for
from saas.billing.seller.models import Seller
from saas.db import db
from tests import factories
from tests.helpcenter.making import staff_member

NORDIC = {
    "code": "nordic", "name": "Nordic AS", "org_number": "923609016", "vat_number": "",
    "street": "Karl Johans gate 1", "postcode": "0154", "city": "Oslo", "country": "NO",
    "email": "faktura@nordic.example", "payment_days": "14", "fiscal_year_starts_in_month": "7",
    "series": "N", "credit_series": "NK", "currency": "SEK", "countries": "NO DK",
}  # fmt: skip


@pytest.fixture
def sven(as_user, database):
    return as_user(staff_member())


def test_is_the_staff_s(as_user, charlie):
    assert as_user(charlie).get("/staff/sellers").status_code == 404
    assert as_user(charlie).post("/staff/sellers/new", NORDIC).status_code == 404


def test_another_sells_where_it_says(sven, database):
    answer = sven.post("/staff/sellers/new", NORDIC)

    assert answer.status_code == 302, answer.text
    assert "Nordic AS" in sven.get("/staff/sellers").text
    norse = factories.company(name="Fjord AS", org_number="974760673", country="NO")
    swede = factories.company()
    assert seller_for(norse).code == "nordic"
    assert seller_for(swede).code == "main"
    assert seller_for(norse, currency="EUR").code == "main"


def test_is_changed_from_its_next_invoice_on(sven, database):
    sven.post("/staff/sellers/new", NORDIC)

    page = sven.get("/staff/sellers/nordic").text
    sven.post("/staff/sellers/nordic", NORDIC | {"payment_days": "20"})

    assert "Karl Johans gate 1" in page
    db.session.expire_all()
    assert Seller.called("nordic").payment_days == 20
    assert sven.get("/staff/sellers/nobody").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"bankgiro": "5050-1056"}, 409),
        ({"series": ""}, 409),
        ({"series": "abc"}, 422),
        ({"countries": "Norge"}, 422),
        ({"name": ""}, 422),
    ],
)
def test_says_what_is_wrong(sven, database, wrong, status):
    ensure_seller()
    db.session.commit()

    assert sven.post("/staff/sellers/new", NORDIC | wrong).status_code == status
    assert Seller.called("nordic") is None
