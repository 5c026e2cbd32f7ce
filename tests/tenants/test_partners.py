"""What connected system suppliers may tell us, and learn from us."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.partners.actions import add_partner, announce_number, partner_with
from saas.tenants.partners.models import Partner, PartnerAnnouncement
from saas.tenants.partners.rules import UnknownPartnerKey
from saas.tenants.people.models import Person
from tests.tenants.making import plain, staff

NUMBER = OrgNumber("SE", "5560566258")
ORDER = {"country": "SE", "org_number": "SE556056625801"}


@pytest.fixture
def signe(database):
    return plain(staff())


@pytest.fixture
def key(signe):
    """The key of a partner."""
    with tenant_scope(OPERATOR):
        _partner, key = add_partner(
            by=Person.find(signe.id),
            name="Bokföring Direkt",
            contact_email="hej@direkt.example",
            contact_url="",
            shows_contact=True,
            now=now(),
        )
        db.session.commit()
    return key


@pytest.fixture
def program(api_as, key):
    program = api_as(None)
    program.headers["Authorization"] = f"Bearer {key}"
    return program


def in_force():
    with tenant_scope(OPERATOR):
        found = len(PartnerAnnouncement.in_force(NUMBER))
    db.session.commit()
    return found


class TestCharlie:
    @pytest.mark.parametrize("given", [None, "Bearer x", "Bearer kzp_x", "Basic eDp5", "é"])
    def test_announces_nothing_without_a_key(self, api_as, database, given):
        program = api_as(None)
        if given:
            program.headers["Authorization"] = given.encode().decode("latin-1")

        answer = program.post("/api/v1/partner/announcements", ORDER)

        assert answer.status_code == 401
        assert in_force() == 0

    def test_announces_nothing_as_a_customer(self, api_as, alice):
        assert api_as(alice).post("/api/v1/partner/announcements", ORDER).status_code == 401

    def test_connects_no_partner(self, inside, alice):
        with pytest.raises(NotAllowed):
            add_partner(
                by=alice,
                name="Mallory",
                contact_email="m@example.org",
                contact_url="",
                shows_contact=True,
                now=now(),
            )


class TestAPartner:
    def test_announces_a_company_and_withdraws(self, program):
        answer = program.post("/api/v1/partner/announcements", ORDER)
        assert answer.status_code == 201
        assert answer.json == {"country": "SE", "org_number": "556056-6258", "in_force": True}
        program.post("/api/v1/partner/announcements", {**ORDER, "org_number": "556056-6258"})
        assert in_force() == 1

        assert program.post("/api/v1/partner/withdrawals", ORDER).json["in_force"] is False
        program.post("/api/v1/partner/withdrawals", ORDER)
        assert in_force() == 0

    def test_learns_nothing_of_whether_the_company_is_ours(self, program, bakery):
        ours = program.post(
            "/api/v1/partner/announcements", {"country": "SE", "org_number": bakery.org_number}
        )
        other = program.post("/api/v1/partner/announcements", ORDER)

        assert ours.status_code == other.status_code
        assert ours.json.keys() == other.json.keys()

    def test_is_told_what_is_wrong_with_a_number(self, program):
        wrong = {"country": "SE", "org_number": "556056-6259"}

        answer = program.post("/api/v1/partner/announcements", wrong)

        assert answer.json["type"] == "/problems/org-number-mistyped"
        assert "Kontrollsiffran stämmer inte" in answer.json["detail"]

    def test_sees_a_sole_traders_number_masked(self, program):
        order = {"country": "SE", "org_number": "880320-0016"}

        assert program.post("/api/v1/partner/announcements", order).json["org_number"] == (
            "880320-****"
        )

    def test_that_says_it_ten_times_at_once_says_it_once(self, app, key):
        def say(_n):
            with app.app_context():
                announce_number(partner=partner_with(key), number=NUMBER, now=now())
                db.session.commit()

        with ThreadPoolExecutor(5) as threads:
            list(threads.map(say, range(10)))

        assert in_force() == 1


class TestTheStaffsPage:
    def test_connects_a_partner_and_shows_its_key_once(self, as_user, signe):
        desk = as_user(signe)
        form = {
            "name": "Faktura Fort",
            "contact_email": "hej@fort.example",
            "contact_url": "https://fort.example",
            "shows_contact": "true",
        }

        shown = desk.post("/staff/partners", form)

        assert "kzp_" in shown.text
        page = desk.get("/staff/partners").text
        assert "Faktura Fort" in page
        assert "kzp_" not in page

    @pytest.mark.parametrize(
        ("changes", "field"),
        [
            ({"name": ""}, "name"),
            ({"name": "Bokföring Direkt"}, "name"),
            ({"contact_email": "x"}, "contact_email"),
            ({"contact_url": "javascript:alert(1)"}, "contact_url"),
        ],
    )
    def test_says_what_is_wrong(self, as_user, signe, key, changes, field):
        form = {"name": "Faktura Fort", "contact_email": "hej@fort.example", **changes}

        page = as_user(signe).post("/staff/partners", form)

        assert f'href="#{field}"' in page.text

    def test_changes_a_key_and_the_old_one_is_dead(self, as_user, signe, key):
        with tenant_scope(OPERATOR):
            public_id = Partner.every()[0].public_id
        desk = as_user(signe)

        new = desk.post(f"/staff/partners/{public_id}/key").text

        assert key not in new
        with pytest.raises(UnknownPartnerKey):
            partner_with(key)
        assert desk.get(f"/staff/partners/{public_id}/key").status_code == 302
        assert desk.post("/staff/partners/ptn_x/key").status_code == 404
