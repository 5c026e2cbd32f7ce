"""A number that is taken is explained, never a dead end (S47-S50, domain.md §1)."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.claims.jobs import forget_unfinished
from saas.tenants.company.models import Tenant
from saas.tenants.joining.actions import answer
from saas.tenants.joining.models import JoinRequest
from saas.tenants.joining.rules import JoinAlreadyAnswered, JoinOutcome
from saas.tenants.org_numbers.rules import OrgNumber
from saas.tenants.partners.actions import add_partner, announce_number
from saas.tenants.partners.models import PartnerAnnouncement
from saas.tenants.people.models import Person
from saas.tenants.registration.models import Registration
from tests.tenants.making import (
    GOOD_PASSWORD,
    action_in,
    in_english,
    kept,
    link_in,
    plain,
    registration_form,
    staff,
)

NUMBER = OrgNumber("SE", "5560566258")


@pytest.fixture
def alice(alice):
    return plain(alice)


@pytest.fixture
def visitor(visitor, database):
    return in_english(visitor)


@pytest.fixture
def signe(database):
    return plain(staff())


@pytest.fixture
def register(visitor, tell_all, mails):
    """Register a number and hand back the link's path."""

    def register(org_number="556056-6258", **changes):
        visitor.post("/register", registration_form(org_number=org_number, **changes))
        tell_all()
        return link_in(mails()[-1])

    return register


@pytest.fixture
def partner(signe):
    """A supplier that has announced the company, and agrees to be named."""

    def connect(*, shows_contact=True, name="Bokföring Direkt"):
        with tenant_scope(OPERATOR):
            partner, key = add_partner(
                by=Person.find(signe.id),
                name=name,
                contact_email="hej@direkt.example",
                contact_url="https://direkt.example",
                shows_contact=shows_contact,
                now=now(),
            )
            announce_number(partner=partner, number=NUMBER, now=now())
            db.session.commit()
        return key

    return connect


class TestCharlieAtARegisteredCompany:
    def test_is_told_that_it_is_registered_and_nothing_more(self, register, visitor, alice):
        company, owner = alice.tenant_id, alice
        link = register("556016-0680")

        page = visitor.get(link, follow_redirects=True)

        assert page.request.path == f"{link}/taken"
        assert action_in(page, "join") == f"{link}/taken/join"
        assert action_in(page, "claim") == f"{link}/taken/claim"
        assert "556016-0680 is already registered" in page.text
        for secret in ("Ågrens Bageri AB", owner.name + " ", owner.email, str(company) + "."):
            assert secret not in page.text.replace("Alice Ågren", "")

    def test_cannot_take_it_with_a_password(self, register, visitor, alice):
        link = register("556016-0680")

        answer = visitor.post(link, {"password": GOOD_PASSWORD})

        assert answer.headers["Location"].endswith("/taken")
        with all_tenants(because="a test counts"):
            assert len(db.session.scalars(select(Tenant)).all()) == 2  # the operator, the bakery

    def test_is_refused_over_the_api_with_the_ways_on(self, register, api_as, alice):
        token = register("556016-0680").rsplit("/", 1)[-1]

        refused = api_as(None).post(
            "/api/v1/registrations/confirm", {"token": token, "password": GOOD_PASSWORD}
        )
        ways = api_as(None).post("/api/v1/claims/ways", {"token": token})

        assert refused.status_code == 409
        assert refused.json["type"] == "/problems/org-number-taken"
        assert ways.json == {
            "organisation_number": "556016-0680",
            "occupant": "company",
            "exits": ["ask to join", "ask us"],
            "wishes": ["take over"],
            "partners": [],
        }

    def test_cannot_ask_without_the_link(self, visitor, api_as, alice):
        assert visitor.post("/register/x/taken/join").status_code == 410
        assert (
            visitor.post("/register/x/taken/claim", {"wish": "take over", "proof": "p"}).status_code
            == 410
        )
        order = {"token": "x", "wish": "take over", "proof": "p"}
        assert api_as(None).post("/api/v1/claims", order).status_code == 410


class TestAskingToJoin:
    @pytest.fixture
    def asked(self, register, visitor, alice, tell_all, mails):
        link = register("556016-0680", person_name="Bo Ek", email="bo@bageri.example")
        visitor.post(f"{link}/taken/join", {"message": "I bake the bread."})
        tell_all()
        return link

    def test_tells_the_administrators_and_nobody_else(self, asked, alice, mails):
        letter = kept(mails()[-1])

        assert letter.recipient == alice.email
        for said in ("Bo Ek", "bo@bageri.example", "I bake the bread.", "9 March 2026"):
            assert said in letter.body.replace("9 mars", "9 March")

    def test_shows_that_it_has_been_asked_and_until_when(self, asked, visitor):
        page = visitor.get(f"{asked}/taken")

        assert "have got your request" in page.text
        assert "Ask for access" not in page.text

    def test_is_asked_once(self, asked, visitor, bakery):
        again = visitor.post(f"{asked}/taken/join", {"message": ""})

        assert "You have asked already" in again.text
        with tenant_scope(bakery.id):
            assert len(JoinRequest.waiting()) == 1

    def test_is_seen_by_that_company_alone(self, asked, smithy, bakery):
        with tenant_scope(smithy.id):
            assert JoinRequest.waiting() == []
        with tenant_scope(bakery.id):
            assert [request.name for request in JoinRequest.waiting()] == ["Bo Ek"]

    def test_is_declined_with_a_letter(self, asked, alice, bakery, tell_all, mails):
        with tenant_scope(bakery.id):
            request = JoinRequest.waiting()[0]
            answer(
                join_request=request,
                by=Person.find(alice.id),
                outcome=JoinOutcome.DECLINED,
                now=now(),
            )
            db.session.commit()
        tell_all()

        assert kept(mails()[-1]).recipient == "bo@bageri.example"

    def test_is_answered_once_and_by_those_who_may(self, asked, alice, bob, bakery, tell_all):
        with tenant_scope(bakery.id):
            request = JoinRequest.waiting()[0]
            with pytest.raises(NotAllowed):
                answer(
                    join_request=request,
                    by=Person.find(bob.id),
                    outcome=JoinOutcome.APPROVED,
                    now=now(),
                )
            answer(
                join_request=request,
                by=Person.find(alice.id),
                outcome=JoinOutcome.APPROVED,
                now=now(),
            )
            with pytest.raises(JoinAlreadyAnswered):
                answer(
                    join_request=request,
                    by=Person.find(alice.id),
                    outcome=JoinOutcome.DECLINED,
                    now=now(),
                )
            db.session.commit()
        tell_all()

    def test_left_unanswered_reaches_our_staff_once(self, asked, signe, clock, mails, as_user):
        clock.live_to(date(2026, 3, 12))

        told = [mail.recipient for mail in mails() if "Bo Ek" in mail.subject]
        assert told.count(signe.email) == 1
        assert "Bo Ek" in as_user(signe).get("/staff/claims").text

    def test_goes_to_staff_where_nobody_can_answer(
        self, register, visitor, signe, bakery, mails, tell_all
    ):
        link, staff_address = register("556016-0680"), signe.email
        visitor.post(f"{link}/taken/join", {})
        tell_all()

        assert kept(mails()[-1]).recipient == staff_address

    def test_by_somebody_who_is_in_already_leads_to_the_login(self, register, visitor, alice):
        link = register("556016-0680", email=alice.email)

        page = visitor.get(f"{link}/taken")

        assert "You can act for it already" in page.text
        assert "You can act for this company already" in visitor.post(f"{link}/taken/join").text


class TestANumberAPartnerAnnounced:
    def test_is_explained_with_the_partners_contact(self, partner, register, visitor):
        partner()

        page = visitor.get(register(), follow_redirects=True)

        assert "is already connected" in page.text
        assert "Bokföring Direkt" in page.text
        assert "hej@direkt.example" in page.text

    def test_names_no_partner_without_its_consent(self, partner, register, visitor, api_as):
        partner(shows_contact=False)
        link = register()

        page = visitor.get(link, follow_redirects=True)
        ways = api_as(None).post("/api/v1/claims/ways", {"token": link.rsplit("/", 1)[-1]}).json

        assert "is already connected" in page.text
        for text in (page.text, str(ways)):
            assert "Direkt" not in text
            assert "direkt.example" not in text
        assert ways["exits"] == ["ask us"]

    @pytest.mark.parametrize("outcome", ["coexist", "moved"])
    def test_is_opened_by_our_staff(
        self, partner, register, visitor, signe, as_user, tell_all, mails, outcome
    ):
        partner()
        link = register()
        visitor.post(f"{link}/taken/claim", {"wish": "coexist", "proof": "I sign for it."})
        tell_all()
        assert any("A claim waits" in m.subject for m in mails() if m.recipient == signe.email)
        desk = as_user(signe)

        claim = _claim_id(desk)
        assert "I sign for it." in desk.get(f"/staff/claims/{claim}").text
        assert desk.post(f"/staff/claims/{claim}", {"outcome": outcome}).status_code == 302
        tell_all()

        letters = [kept(mail) for mail in mails()]
        opened = next(m for m in reversed(letters) if m.recipient == "alice@konditori.example")
        assert any(m.recipient == "hej@direkt.example" for m in letters)
        assert visitor.post(link_in(opened), {"password": GOOD_PASSWORD}).status_code == 302
        with tenant_scope(OPERATOR):
            assert bool(PartnerAnnouncement.in_force(NUMBER)) == (outcome == "coexist")

    def test_is_rejected_with_a_reason(
        self, partner, register, visitor, signe, as_user, tell_all, mails
    ):
        partner()
        link, desk = register(), as_user(signe)
        visitor.post(f"{link}/taken/claim", {"wish": "move", "proof": "Trust me."})
        claim = _claim_id(desk)

        unexplained = desk.post(f"/staff/claims/{claim}", {"outcome": "rejected", "reason": " "})
        assert "Write why the claim is rejected" in unexplained.text
        desk.post(f"/staff/claims/{claim}", {"outcome": "rejected", "reason": "No proof at all."})
        tell_all()

        assert "No proof at all." in kept(mails()[-1]).body
        again = desk.post(f"/staff/claims/{claim}", {"outcome": "coexist"})
        assert "decided already" in again.text
        shown = desk.get(f"/staff/claims/{claim}").text
        assert "No proof at all." in shown
        assert "Signe" in shown

    def test_is_claimed_once_at_a_time(self, partner, register, visitor, api_as):
        partner()
        token = register().rsplit("/", 1)[-1]
        order = {"token": token, "wish": "move", "proof": "I sign for it."}

        assert api_as(None).post("/api/v1/claims", order).status_code == 201
        again = api_as(None).post("/api/v1/claims", order)
        assert again.json["type"] == "/problems/claim-already-made"

    @pytest.mark.parametrize(
        "changes",
        [
            {"wish": "take over"},
            {"wish": "x"},
            {"proof": ""},
            {"proof": "x" * 5000},
            {"outcome": 1},
        ],
    )
    def test_refuses_a_claim_that_does_not_fit(self, partner, register, api_as, changes):
        partner()
        order = {"token": register().rsplit("/", 1)[-1], "wish": "move", "proof": "p", **changes}

        assert api_as(None).post("/api/v1/claims", order).status_code in {409, 422}


class TestTakingOver:
    def test_asks_the_company_with_our_word_for_the_proof(
        self, register, visitor, alice, signe, as_user, tell_all, mails
    ):
        owner, desk = alice, as_user(signe)
        link = register("556016-0680")
        visitor.post(f"{link}/taken/claim", {"wish": "take over", "proof": "The board says so."})

        desk.post(f"/staff/claims/{_claim_id(desk)}", {"outcome": "joined"})
        tell_all()

        letter = next(kept(m) for m in mails() if m.recipient == owner.email)
        assert "The board says so." in letter.body
        assert "has seen proof" in letter.body

    def test_rejected_is_told_to_the_company_too(
        self, register, visitor, alice, signe, as_user, tell_all, mails
    ):
        owner, desk = alice, as_user(signe)
        link = register("556016-0680")
        visitor.post(f"{link}/taken/claim", {"wish": "take over", "proof": "Please."})

        desk.post(
            f"/staff/claims/{_claim_id(desk)}", {"outcome": "rejected", "reason": "No proof."}
        )
        tell_all()

        assert any("We declined" in m.body for m in mails() if m.recipient == owner.email)


class TestTheStaffPages:
    @pytest.mark.parametrize("path", ["/staff/claims", "/staff/partners"])
    def test_do_not_exist_for_customers(self, as_user, alice, visitor, path):
        assert as_user(alice).get(path).status_code == 404
        assert visitor.get(path).status_code == 302

    def test_decide_nothing_for_customers(self, as_user, alice, partner, register, visitor, signe):
        partner()
        visitor.post(f"{register()}/taken/claim", {"wish": "move", "proof": "I sign for it."})
        claim = _claim_id(as_user(signe))

        assert (
            as_user(alice).post(f"/staff/claims/{claim}", {"outcome": "moved"}).status_code == 404
        )
        assert as_user(signe).post("/staff/claims/clm_x", {"outcome": "moved"}).status_code == 404


def _claim_id(desk):
    return re.search(r'href="/staff/claims/([^"]+)"', desk.get("/staff/claims").text)[1]


def test_a_link_that_is_free_again_goes_on_with_registering(register, visitor):
    link = register()

    assert visitor.get(f"{link}/taken").headers["Location"] == link


class TestOverTheApi:
    def test_staff_lists_and_decides(self, partner, register, visitor, signe, api_as, tell_all):
        partner()
        visitor.post(f"{register()}/taken/claim", {"wish": "move", "proof": "I sign for it."})
        desk = api_as(signe)

        claim = desk.get("/api/v1/staff/claims").json["data"][0]
        assert (claim["organisation_number"], claim["wish"]) == ("556056-6258", "move")
        decided = desk.post(f"/api/v1/staff/claims/{claim['id']}/decision", {"outcome": "moved"})
        assert decided.status_code == 201
        assert decided.json["outcome"] == "moved"
        assert desk.get("/api/v1/staff/claims").json == {"data": []}

    def test_customers_find_nothing(self, alice, api_as):
        assert api_as(alice).get("/api/v1/staff/claims").status_code == 404
        path = "/api/v1/staff/claims/clm_x/decision"
        assert api_as(alice).post(path, {"outcome": "moved"}).status_code == 404


class TestForgetting:
    def test_what_nobody_confirmed_in_thirty_days_is_gone(self, register, visitor, clock):
        link = register()
        clock.set(date(2026, 4, 2))
        forget_unfinished(date(2026, 4, 1))
        db.session.commit()
        assert visitor.get(link).status_code == 410

        forget_unfinished(date(2026, 4, 2))
        db.session.commit()
        assert "You can also begin again" in visitor.get(link).text

    def test_what_was_claimed_is_kept(self, partner, register, visitor):
        partner()
        visitor.post(f"{register()}/taken/claim", {"wish": "move", "proof": "I sign for it."})

        forget_unfinished(date(2027, 1, 1))

        with tenant_scope(OPERATOR):
            assert len(db.session.scalars(select(Registration)).all()) == 1
