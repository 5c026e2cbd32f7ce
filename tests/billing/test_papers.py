"""Papers that are no invoices say who sells: quotes, agreements and confirmations of an end."""

import io

import pytest
from pypdf import PdfReader

from saas.billing.seller.actions import ensure_seller, name_seller
from saas.billing.seller.models import EXAMPLE, Seller, seller_in
from saas.billing.seller.paper import our_paper
from saas.dates import now
from saas.db import db
from saas.licensing.agreement.models import Agreement
from saas.licensing.termination.actions import give_notice
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed
from tests.licensing.quoting import sent_quote

OURS = "Kundzon Exempel AB"


def words(paper):
    assert paper.mimetype == "application/pdf", paper.text
    return PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()


@pytest.fixture
def papers(as_user, api_as, alice):
    """Each paper of what Alice's company has and has ended, by what it is."""
    browser, agreement = as_user(alice), agreed(alice)
    with tenant_scope(alice.tenant_id):
        known_as = db.session.get_one(Agreement, (alice.tenant_id, agreement.id)).public_id
        notice = give_notice(by=alice, now=now()).number
        db.session.commit()
    told = {"reason": "merger", "last_day": "2026-03-16", "reference": "Case 1234"}
    known = api_as(alice).post("/api/v1/company/ceased", told).json["id"]
    done = api_as(staff_member()).post(f"/api/v1/staff/ceased/{known}/approval", {})
    assert done.status_code == 201, done.text
    quote = sent_quote(alice, by=staff_member("Quinn")).number

    def each():
        return {
            "quote": browser.get(f"/quotes/{quote}.pdf"),
            "agreement": browser.get(f"/contracts/{known_as}.pdf"),
            "notice": browser.get(f"/plan/notice/{notice}.pdf"),
            "ceased": browser.get("/company/ceased/confirmation.pdf"),
        }

    return each


def test_each_says_who_sells(papers):
    ensure_seller()
    db.session.commit()
    said = {what: OURS in words(paper) for what, paper in papers().items()}
    assert said == dict.fromkeys(("quote", "agreement", "notice", "ceased"), True)


def test_they_are_plain_while_nobody_has_been_named(alice):
    assert Seller.called("main") is None
    with tenant_scope(alice.tenant_id):
        assert our_paper("SEK") == {}


def test_it_is_who_sells_in_what_the_plan_is_sold_in(alice):
    ensure_seller()
    details, terms = seller_in(EXAMPLE)
    name_seller(details, terms, code="euro", selling={"currency": "EUR", "series": "E"})
    db.session.get_one(Seller, Seller.called("euro").id).name = "Kundzon Euro Oy"
    db.session.commit()
    with tenant_scope(alice.tenant_id):
        assert our_paper("SEK")["seller"]["name"] == OURS
        assert our_paper("EUR")["seller"]["name"] == "Kundzon Euro Oy"
