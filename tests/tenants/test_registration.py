"""How a stranger becomes a company of ours."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from saas.db import db
from saas.scope import OPERATOR, all_tenants, tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role
from saas.tenants.registration.models import Registration
from saas.tenants.terms.models import TermsAcceptance
from tests import factories
from tests.asking import questions
from tests.tenants.making import (
    GOOD_PASSWORD,
    action_in,
    in_english,
    kept,
    link_in,
    registration_form,
    registration_order,
    said,
    token_in,
)


@pytest.fixture
def visitor(visitor, database):
    return in_english(visitor)


@pytest.fixture
def asked(visitor, tell_all, mails):
    """Alice has filled in the form and got the mail."""
    visitor.post("/register", registration_form())
    tell_all()
    return kept(mails()[-1])


class TestAStranger:
    """Charlie knows another company's number and tries to learn who is behind it."""

    def test_gets_the_same_answer_for_a_free_number_and_a_taken_one(self, visitor, bakery):
        free = visitor.post("/register", registration_form())
        taken = visitor.post("/register", registration_form(org_number=bakery.org_number))

        assert free.status_code == taken.status_code == 200
        assert said(free, name="556056-6258") == said(taken, name="556016-0680")

    def test_gets_the_same_answer_over_the_api(self, api_as, bakery):
        free = api_as(None).post("/api/v1/registrations", registration_order())
        taken = api_as(None).post(
            "/api/v1/registrations", registration_order(org_number=bakery.org_number)
        )

        assert free.status_code == taken.status_code == 202
        assert free.json.keys() == taken.json.keys()
        assert taken.json["organisation_number"] == "556016-0680"

    def test_makes_no_look_up_of_the_number_at_all(self, visitor, bakery, app):
        with questions(app) as asked:
            visitor.post("/register", registration_form(org_number=bakery.org_number))

        assert asked
        assert [s for s in asked if "from tenants" in s.lower()] == []

    def test_learns_nothing_from_a_mail_that_is_not_theirs(self, visitor, bakery, tell_all, mails):
        visitor.post("/register", registration_form(org_number=bakery.org_number))
        tell_all()

        assert [mail.recipient for mail in mails()] == ["alice@konditori.example"]
        assert bakery.name not in mails()[0].body

    @pytest.mark.parametrize("token", ["x", "a" * 43, "%00", "..", "é", "x" * 3000])
    def test_guesses_no_link(self, visitor, asked, token):
        for path in (f"/register/{token}", f"/register/{token}/taken"):
            assert visitor.get(path).status_code in {404, 308, 410}


class TestRegistering:
    def test_follows_the_mail_and_becomes_a_company(self, visitor, asked, mails):
        page = visitor.get(link_in(asked))
        assert "556056-6258" in page.text
        assert "Ågrens Konditori AB" in page.text

        answer = visitor.post(link_in(asked), {"password": GOOD_PASSWORD})

        assert answer.headers["Location"] == "/overview"
        assert visitor.get("/company").status_code == 200
        with all_tenants(because="a test looks for the new company"):
            company = db.session.scalars(select(Tenant).where(Tenant.id != OPERATOR)).one()
        assert (company.name, company.org_number) == ("Ågrens Konditori AB", "5560566258")
        assert int(company.customer_number) >= 100_001
        with tenant_scope(company.id):
            owner = db.session.scalars(select(Person)).one()
            acceptance = db.session.scalars(select(TermsAcceptance)).one()
        assert (owner.role, owner.email) == (Role.OWNER, "alice@konditori.example")
        assert (acceptance.person_id, acceptance.edition) == (owner.id, "2026-1")

    def test_is_welcomed_with_the_customer_number(self, visitor, asked, tell_all, mails):
        visitor.post(link_in(asked), {"password": GOOD_PASSWORD})
        tell_all()

        with all_tenants(because="a test looks for the new company"):
            number = db.session.scalar(
                select(Tenant.customer_number).where(Tenant.org_number == "5560566258")
            )
        assert number in mails()[-1].body

    def test_over_the_api_gets_a_bearer_token(self, api_as, database, tell_all, mails):
        api_as(None).post("/api/v1/registrations", registration_order())
        tell_all()

        answer = api_as(None).post(
            "/api/v1/registrations/confirm",
            {"token": token_in(mails()[-1]), "password": GOOD_PASSWORD},
        )

        assert answer.status_code == 201
        assert answer.json["organisation_number"] == "556056-6258"
        mine = api_as(None)
        mine.headers["Authorization"] = f"Bearer {answer.json['token']}"
        assert mine.get("/api/v1/company").json["name"] == "Ågrens Konditori AB"
        assert mine.get("/api/v1/sessions").json["role"] == "owner"

    def test_is_not_finished_by_a_mail_scanner_that_follows_links(self, visitor, asked):
        for _ in range(3):
            assert visitor.get(link_in(asked)).status_code == 200

        assert visitor.post(link_in(asked), {"password": GOOD_PASSWORD}).status_code == 302

    def test_with_an_address_that_has_a_login_asks_for_its_password(
        self, visitor, alice, tell_all, mails
    ):
        visitor.post("/register", registration_form(email=alice.email))
        tell_all()
        link = link_in(mails()[-1])

        assert "You have a login with this address already" in visitor.get(link).text
        wrong = visitor.post(link, {"password": GOOD_PASSWORD})
        assert "do not go together" in wrong.text
        assert visitor.post(link, {"password": factories.PASSWORD}).status_code == 302
        assert len(db.session.scalars(select(Account)).all()) == 1

    def test_keeps_only_what_cannot_be_used(self, visitor, asked):
        with tenant_scope(OPERATOR):
            registration = db.session.scalars(select(Registration)).one()

        assert token_in(asked).encode() not in registration.token_hash


class TestALinkThatIsNoLongerGood:
    def test_used_twice_says_log_in(self, visitor, asked):
        visitor.post(link_in(asked), {"password": GOOD_PASSWORD})

        again = visitor.post(link_in(asked), {"password": GOOD_PASSWORD})

        assert again.status_code == 410
        assert "already been used" in again.text

    def test_expired_is_renewed_with_one_button(self, visitor, asked, clock, tell_all, mails):
        clock.set(date(2026, 3, 4))

        late = visitor.post(link_in(asked), {"password": GOOD_PASSWORD})
        assert late.status_code == 410
        assert "has expired" in late.text
        visitor.post(action_in(late, "new-link"))
        tell_all()

        assert link_in(mails()[-1]) != link_in(asked)
        assert visitor.post(link_in(mails()[-1]), {"password": GOOD_PASSWORD}).status_code == 302
        assert visitor.get(link_in(asked)).status_code == 410

    def test_begun_anew_resumes_and_ends_the_earlier_link(self, visitor, asked, tell_all, mails):
        visitor.post("/register", registration_form(org_number="16556056-6258"))
        tell_all()

        earlier = visitor.get(link_in(asked))
        assert earlier.status_code == 410
        assert "use the link in the latest" in earlier.text
        assert 'href="/register"' in earlier.text
        assert visitor.get(link_in(mails()[-1])).status_code == 200

    @pytest.mark.parametrize("token", ["", "x", "\x00", "\ud800", 7, None, ["a"], "x" * 5000])
    def test_tampered_over_the_api_is_refused(self, api_as, database, token):
        answer = api_as(None).post(
            "/api/v1/registrations/confirm", {"token": token, "password": GOOD_PASSWORD}
        )

        assert answer.status_code in {410, 422}
        assert answer.content_type == "application/problem+json"


class TestBadInput:
    @pytest.mark.parametrize(
        ("changes", "field", "sentence"),
        [
            ({"org_number": "1234567891"}, "org_number", "check digit does not agree"),
            ({"org_number": "556056-62"}, "org_number", "It should have 10 digits"),
            ({"org_number": ""}, "org_number", "Write the company"),
            ({"org_number": "988 077 917"}, "org_number", "Choose Norway as the country"),
            ({"org_number": "880320-0016"}, "org_number", "tick the box"),
            ({"country": "XX"}, "country", "Choose one of the countries"),
            ({"company_name": "  "}, "company_name", "Write the company"),
            ({"person_name": None}, "person_name", "Write your own name"),
            ({"person_name": "a" * 201}, "person_name", "too long"),
            ({"person_name": "Ali\x00ce"}, "person_name", "cannot read"),
            ({"email": "alice"}, "email", "name@example.com"),
            ({"accept_terms": None}, "accept_terms", "tick the box to accept"),
            ({"terms_edition": "1999-1"}, "accept_terms", "have changed"),
        ],
    )
    def test_names_the_field_and_the_remedy_and_keeps_what_was_typed(
        self, visitor, api_as, changes, field, sentence
    ):
        page = visitor.post("/register", registration_form(**changes))
        over_api = api_as(None).post("/api/v1/registrations", registration_order(**changes))

        assert page.status_code in {409, 422}
        assert "There is a problem" in page.text
        assert f'href="#{field}"' in page.text
        assert sentence in page.text.replace("&#39;", "'")
        assert over_api.status_code in {409, 422}
        assert over_api.content_type == "application/problem+json"
        assert list(over_api.json["errors"]) == [field]
        if "email" not in changes:
            assert 'value="alice@konditori.example"' in page.text

    def test_says_everything_that_is_wrong_at_once(self, visitor, database):
        form = {"country": "SE", "org_number": "1234567891", "terms_edition": "2026-1"}

        page = visitor.post("/register", form).text

        found = re.findall(r'<a href="#(\w+)">', page.split("error-summary-title")[-1])
        assert found == ["org_number", "company_name", "person_name", "email", "accept_terms"]

    @pytest.mark.parametrize(
        "order",
        [
            {"role": "owner"},
            {"tenant_id": 1},
            {"opened_at": "2026-01-01"},
            {"customer_number": "1"},
        ],
    )
    def test_unknown_fields_are_refused(self, api_as, visitor, order):
        answer = api_as(None).post("/api/v1/registrations", registration_order(**order))
        page = visitor.post("/register", registration_form(**order))

        assert answer.status_code == page.status_code == 422
        assert list(answer.json["errors"]) == list(order)

    @pytest.mark.parametrize("wrong", [7, ["5560566258"], {"a": 1}, True, None])
    def test_wrong_types_are_refused(self, api_as, database, wrong):
        answer = api_as(None).post("/api/v1/registrations", registration_order(org_number=wrong))

        assert answer.status_code == 422

    @pytest.mark.parametrize("body", ["", "[]", "null", "{", '"x"', "\xff"])
    def test_what_is_no_order_at_all_is_refused(self, app, database, body):
        answer = app.test_client().post(
            "/api/v1/registrations",
            data=body.encode("latin-1"),
            content_type="application/json",
            base_url="http://kundzon.test",
        )

        assert answer.status_code in {400, 422}
        assert answer.content_type == "application/problem+json"

    def test_a_body_too_large_is_refused(self, app, database):
        answer = app.test_client().post(
            "/api/v1/registrations",
            data=b'{"company_name": "' + b"x" * 3_000_000 + b'"}',
            content_type="application/json",
            base_url="http://kundzon.test",
        )

        assert answer.status_code == 413

    @pytest.mark.parametrize("password", ["kort", "sommar2026!!", "Ågrens Konditori AB"])
    def test_a_bad_password_leaves_the_link_good(self, visitor, asked, password):
        refused = visitor.post(link_in(asked), {"password": password})

        assert refused.status_code == 409
        assert 'href="#password"' in refused.text
        assert password not in refused.text.replace("Ågrens Konditori AB", "", 3)
        assert visitor.post(link_in(asked), {"password": GOOD_PASSWORD}).status_code == 302

    def test_asking_without_end_is_throttled(self, visitor, database):
        answers = [visitor.post("/register", registration_form()) for _ in range(8)]

        assert answers[0].status_code == 200
        assert "too many tries" in answers[-1].text


class TestASoleTrader:
    def test_is_welcome_and_masked_everywhere(self, visitor, tell_all, mails):
        form = registration_form(org_number="19880320-0016", sole_trader="true")
        sent = visitor.post("/register", form)
        tell_all()
        confirm = visitor.get(link_in(mails()[-1]))
        visitor.post(link_in(mails()[-1]), {"password": GOOD_PASSWORD})
        tell_all()

        for text in (sent.text, confirm.text, *(mail.body for mail in mails())):
            assert "0016" not in text
        assert "880320-****" in confirm.text

    def test_sees_the_number_in_full_on_the_companys_own_page(self, visitor, tell_all, mails):
        visitor.post("/register", registration_form(org_number="880320-0016", sole_trader="true"))
        tell_all()
        visitor.post(link_in(mails()[-1]), {"password": GOOD_PASSWORD})

        assert "880320-0016" in visitor.get("/company").text
