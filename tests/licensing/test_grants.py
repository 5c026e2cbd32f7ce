"""What staff write into one company's contract beyond its plan."""

from datetime import date

import pytest
from sqlalchemy import select

from saas.db import db
from saas.licensing.entitlements.models import ContractEntitlement, entitled
from saas.licensing.entitlements.rules import Source
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed

MONDAY = date(2026, 3, 2)
GRANT = {"feature": "integration", "given": "yes", "most": "5", "why": "Pilot, by telephone"}


@pytest.fixture
def signe(as_user, database):
    return as_user(staff_member("Signe"))


def standing(person, feature="integration"):
    with tenant_scope(person.tenant_id):
        return entitled(feature, MONDAY)


def number_of(person, api_as):
    return api_as(person).get("/api/v1/company").json["customer_number"]


class TestAnotherCompany:
    def test_has_nothing_of_what_is_granted_to_us(self, signe, as_user, alice, charlie):
        agreed(alice)
        agreed(charlie)
        signe.post(f"/staff/entitlements/{alice.tenant_id}", GRANT)

        assert standing(alice).source == Source.CONTRACT
        assert not standing(charlie).allowed
        assert as_user(charlie).get(f"/staff/entitlements/{alice.tenant_id}").status_code == 404
        page = signe.get(f"/staff/entitlements/{charlie.tenant_id}").text
        assert "Pilot, by telephone" not in page


class TestThePage:
    def test_is_found_by_customer_number(self, signe, alice, api_as):
        found = signe.post("/staff/entitlements", {"customer_number": number_of(alice, api_as)})

        assert found.location == f"/staff/entitlements/{alice.tenant_id}"
        nobody = signe.post("/staff/entitlements", {"customer_number": "1"})
        assert "No company has this customer number." in nobody.text
        assert signe.get("/staff/entitlements").status_code == 200
        assert signe.get("/staff/entitlements/1").status_code == 404

    def test_writes_it_down_with_who_and_why(self, signe, alice):
        agreed(alice)
        written = {**GRANT, "starts_on": "2026-03-02", "last_day": "2026-03-31"}
        answer = signe.post(f"/staff/entitlements/{alice.tenant_id}", written)

        assert answer.status_code == 302
        page = signe.get(f"/staff/entitlements/{alice.tenant_id}").text
        assert "Pilot, by telephone (Signe," in page
        assert "At most 5 a month" in page
        assert "Before 1 April 2026" in page
        assert standing(alice).limit == 5

    def test_ends_it(self, signe, alice):
        agreed(alice)
        signe.post(f"/staff/entitlements/{alice.tenant_id}", GRANT)
        with tenant_scope(alice.tenant_id):
            known_as = db.session.scalars(select(ContractEntitlement.public_id)).one()
            db.session.commit()
        answer = signe.post(f"/staff/entitlements/{alice.tenant_id}/{known_as}/end")

        assert answer.status_code == 303
        assert not standing(alice).allowed
        assert "Never held" in signe.get(f"/staff/entitlements/{alice.tenant_id}").text

    @pytest.mark.parametrize(
        ("typed", "said", "status"),
        [
            ({"feature": ""}, "Choose a feature.", 422),
            ({"feature": "teleport"}, "There is no such feature", 409),
            ({"why": ""}, "Say why", 422),
            ({"given": "no"}, "has no limit", 409),
            ({"last_day": "2026-02-01"}, "The last day is before the first.", 409),
            ({"starts_on": "soon"}, "Write a day", 422),
        ],
    )
    def test_says_what_is_wrong(self, signe, alice, typed, said, status):
        agreed(alice)
        answer = signe.post(f"/staff/entitlements/{alice.tenant_id}", {**GRANT, **typed})

        assert said in answer.text
        assert answer.status_code == status

    def test_on_free_there_is_no_contract(self, signe, alice):
        path = f"/staff/entitlements/{alice.tenant_id}"

        assert "The company has no agreement" in signe.get(path).text
        assert signe.post(path, GRANT).status_code == 409


class TestOverTheApi:
    def test_staff_grant_and_list(self, api_as, alice):
        agreed(alice)
        program = api_as(staff_member("Signe"))
        path = f"/api/v1/staff/entitlements/{number_of(alice, api_as)}"
        made = program.post(path, json=GRANT)

        assert (made.status_code, made.json["by"], made.json["limit"]) == (201, "Signe", 5)
        assert program.get(path).json["data"] == [made.json]
        assert api_as(alice).get(path).status_code == 404
        assert program.get("/api/v1/staff/entitlements/1").status_code == 404
