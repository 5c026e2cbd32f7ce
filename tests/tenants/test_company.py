"""The company's own page: what we know of it, and what its invoices say."""

import pytest
from sqlalchemy import select

from saas.db import db
from saas.errors import NotAllowed
from saas.outbox import Announcement
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.company.actions import change_details, change_invoice_details
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.company.rules import (
    NameMissing,
    NoSuchCustomer,
    VatNumberMistyped,
    company_name,
    vat_number,
)
from tests import factories
from tests.tenants.making import plain

INVOICES = {
    "street": "Lillgatan 2",
    "postcode": "222 33",
    "city": "Lund",
    "invoice_email": "ekonomi@bageriet.example",
    "reference": "PO 17",
    "vat_number": "SE 556016-0680 01",
}


class TestCharlie:
    def test_sees_and_changes_his_own_company_only(self, as_user, api_as, bakery, charlie):
        name = bakery.name
        assert name not in as_user(charlie).get("/company").text
        changed = api_as(charlie).put("/api/v1/company", {"name": "Mitt nu", "language": "sv"})
        assert changed.status_code == 200

        with tenant_scope(bakery.id):
            db.session.expire_all()
            assert our_company().name == name

    @pytest.mark.parametrize("extra", ["id", "tenant_id", "customer_number", "org_number"])
    def test_smuggles_nothing_in(self, api_as, charlie, extra):
        order = {"name": "Mitt", "language": "sv", extra: 2}

        assert api_as(charlie).put("/api/v1/company", order).status_code == 422

    @pytest.mark.parametrize(
        "path", ["/company", "/company/name", "/company/invoice-details", "/api/v1/company"]
    )
    def test_as_a_stranger_is_not_let_in(self, visitor, api_as, database, path):
        answer = (api_as(None) if path.startswith("/api") else visitor).get(path)

        assert answer.status_code in {302, 401}


class TestChanging:
    def test_invoice_details_is_a_fact(self, as_user, alice, bakery):
        answer = as_user(alice).post("/company/invoice-details", INVOICES)

        assert answer.headers["Location"] == "/company"
        with tenant_scope(bakery.id):
            company = our_company()
            fact = db.session.scalars(
                select(Announcement).where(Announcement.name == "CompanyDetailsChanged")
            ).one()
        assert (company.city, company.vat_number) == ("Lund", "SE556016068001")
        assert "city" in fact.facts["fields"].split()
        assert fact.facts["by_person_id"] == alice.id

    def test_nothing_is_no_fact(self, inside, alice):
        company = our_company()
        change_details(by=alice, name=f" {company.name} ", language=company.language)

        assert db.session.scalars(select(Announcement)).all() == []

    def test_the_name_over_the_api(self, api_as, alice):
        answer = api_as(alice).put("/api/v1/company", {"name": "Ågrens Nya AB", "language": "en"})

        assert answer.json["name"] == "Ågrens Nya AB"
        assert answer.json["organisation_number"] == "556016-0680"
        assert api_as(alice).get("/api/v1/company").json == answer.json

    def test_invoice_details_over_the_api(self, api_as, alice):
        answer = api_as(alice).put("/api/v1/company/invoice-details", INVOICES)

        assert answer.json["street"] == "Lillgatan 2"

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"street": ""}, "street"),
            ({"postcode": "1" * 30}, "postcode"),
            ({"invoice_email": "nobody"}, "invoice_email"),
            ({"vat_number": "SE123"}, "vat_number"),
            ({"city": "L\x07und"}, "city"),
        ],
    )
    def test_says_what_is_wrong_and_keeps_the_rest(self, as_user, api_as, alice, changes, field):
        alice = plain(alice)
        page = as_user(alice).post("/company/invoice-details", {**INVOICES, **changes})
        answer = api_as(alice).put("/api/v1/company/invoice-details", {**INVOICES, **changes})

        assert f'href="#{field}"' in page.text
        assert 'value="PO 17"' in page.text
        assert list(answer.json["errors"]) == [field]

    def test_is_for_those_who_may(self, inside, alice, bob, bakery):
        billing = factories.person(of=bakery, name="Berit", role="billing")
        details = {**INVOICES, "vat_number": ""}

        change_invoice_details(by=billing, **details)
        with pytest.raises(NotAllowed):
            change_details(by=billing, name="X", language="sv")
        with pytest.raises(NotAllowed):
            change_invoice_details(by=bob, **details)

    def test_is_not_offered_to_those_who_may_not(self, as_user, bob):
        bob = plain(bob)
        assert "/company/name" not in as_user(bob).get("/company").text
        for path in ("/company/name", "/company/invoice-details"):
            assert as_user(bob).get(path).status_code == 403
            assert as_user(bob).post(path, {}).status_code == 403


class TestASoleTradersNumber:
    @pytest.fixture
    def trader(self, database):
        return factories.company(
            name="Bos Bod", org_number="8803200016", vat_number="SE880320001601"
        )

    def test_is_shown_in_full_to_its_owner_alone(self, trader, as_user, api_as):
        owner = plain(factories.person(of=trader, name="Bo"))
        member = plain(factories.person(of=trader, name="Moa", role="member"))

        assert "880320-0016" in as_user(owner).get("/company").text
        for text in (
            as_user(member).get("/company").text,
            api_as(member).get("/api/v1/company").text,
        ):
            assert "0016" not in text
            assert "880320-****" in text


class TestVatNumbers:
    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("", ""),
            (" - ", ""),
            ("SE 5560566258 01", "SE556056625801"),
            ("556056625801", "SE556056625801"),
            ("no 988 077 917 mva", "NO988077917MVA"),
            ("NO988077917", "NO988077917MVA"),
            ("DE136695976", "DE136695976"),
        ],
    )
    def test_are_kept_without_spaces(self, written, kept):
        assert vat_number(written, country="SE") == kept

    @pytest.mark.parametrize("written", ["SE556056625802", "XX1", "nonsense", "SE", "NO1MVA"])
    def test_that_cannot_be_are_refused(self, written):
        with pytest.raises(VatNumberMistyped, match="such as SE556056625801"):
            vat_number(written, country="SE")


def test_a_company_has_a_name():
    assert company_name("  Ågrens \n Bageri  AB ") == "Ågrens Bageri AB"
    with pytest.raises(NameMissing):
        company_name("   ")


class TestACustomerNumber:
    def test_is_how_staff_name_a_company(self, bakery, smithy):
        assert customer_numbered(f" {smithy.customer_number} ") == smithy.id

    def test_of_nobody_or_of_ourselves_is_no_customer_s(self, database):
        with tenant_scope(OPERATOR):
            ours = our_company().customer_number
        for number in (ours, "424242", ""):
            with pytest.raises(NoSuchCustomer):
                customer_numbered(number)
