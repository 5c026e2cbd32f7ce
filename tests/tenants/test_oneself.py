"""One's own page, companies, language, colours and the terms."""

import pytest
from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.people.actions import add_person
from saas.tenants.people.rules import Role
from saas.tenants.profile.rules import browser_in
from saas.tenants.terms.models import TermsAcceptance
from tests.factories import PASSWORD
from tests.tenants.making import GOOD_PASSWORD, in_english, plain


@pytest.fixture
def alice(alice):
    return plain(alice)


@pytest.fixture
def charlie(charlie):
    return plain(charlie)


class TestCharlie:
    def test_ends_no_session_but_his_own(self, api_as, alice, charlie):
        hers, his = api_as(alice), api_as(charlie)
        known_as = hers.get("/api/v1/profile/sessions").json["data"][0]["id"]

        assert his.delete(f"/api/v1/profile/sessions/{known_as}").status_code == 404
        assert his.delete("/api/v1/profile/sessions/ses_x").status_code == 404
        assert hers.get("/api/v1/sessions").status_code == 200

    def test_acts_for_no_company_that_is_not_his(self, as_user, api_as, bakery, charlie):
        number = bakery.customer_number
        page = as_user(charlie).post("/companies", {"customer_number": number})
        answer = api_as(charlie).post("/api/v1/companies/sessions", {"customer_number": number})

        assert "no longer acts" in page.text
        assert answer.status_code == 409
        assert "Ågrens" not in as_user(charlie).get("/companies").text


class TestProfile:
    def test_shows_oneself(self, as_user, alice):
        page = as_user(alice).get("/profile").text

        assert alice.email in page
        assert "Where you are logged in" in page

    def test_changes_ones_name(self, as_user, api_as, alice):
        as_user(alice).post("/profile", {"name": "Alice Berg"})
        assert api_as(alice).get("/api/v1/sessions").json["name"] == "Alice Berg"
        assert "Write your name" in as_user(alice).post("/profile", {"name": " "}).text
        changed = api_as(alice).put("/api/v1/profile/name", {"name": "Alice Ek"})
        assert changed.json == {"name": "Alice Ek"}

    def test_changes_the_password_and_logs_out_elsewhere(self, as_user, alice):
        here, elsewhere = as_user(alice), as_user(alice)

        wrong = here.post("/profile/password", {"current_password": "x", "password": GOOD_PASSWORD})
        assert wrong.status_code == 409
        done = here.post(
            "/profile/password", {"current_password": PASSWORD, "password": GOOD_PASSWORD}
        )

        assert done.headers["Location"] == "/profile"
        assert here.get("/profile").status_code == 200
        assert elsewhere.get("/profile").status_code == 302

    def test_changes_the_password_over_the_api(self, api_as, alice):
        program = api_as(alice)
        order = {"current_password": PASSWORD, "password": GOOD_PASSWORD}

        assert program.post("/api/v1/profile/password", order).status_code == 204
        assert program.post("/api/v1/profile/password", order).status_code == 401

    def test_logs_out_one_place_or_all_others(self, as_user, api_as, alice):
        here, phone, laptop = as_user(alice), api_as(alice), api_as(alice)
        places = phone.get("/api/v1/profile/sessions").json["data"]
        assert len(places) == 3
        this = next(place["id"] for place in places if place["is_this"])

        assert here.post(f"/profile/sessions/{this}/end").status_code == 302
        assert phone.get("/api/v1/sessions").status_code == 401
        here.post("/profile/sessions/end-others")
        assert laptop.get("/api/v1/sessions").status_code == 401
        assert here.get("/profile").status_code == 200


class TestABrowsersName:
    @pytest.mark.parametrize(
        ("agent", "name"),
        [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/141 Safari/537.36 Edg/141",
                "Edge, Windows",
            ),
            ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", "Firefox, Linux"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 26_0 like Mac OS X) Safari/604.1",
                "Safari, iPhone",
            ),
            ("Safari/1", "Safari"),
            ("curl/8.1", "curl"),
            ("", ""),
        ],
    )
    def test_is_what_people_call_it(self, agent, name):
        assert browser_in(agent) == name


class TestCompanies:
    @pytest.fixture
    def both(self, alice, smithy):
        with tenant_scope(smithy.id):
            account = db.session.get_one(Account, alice.account_id)
            add_person(account=account, name="Alice", role=Role.BILLING, now=now())
            db.session.commit()

    def test_are_listed_and_changed_between(self, as_user, alice, both, smithy):
        browser, name, number = as_user(alice), smithy.name, smithy.customer_number
        before = browser.client.get_cookie("session", domain="kundzon.test").value

        answer = browser.post("/companies", {"customer_number": number})

        assert answer.headers["Location"] == "/overview"
        assert browser.client.get_cookie("session", domain="kundzon.test").value != before
        assert name in browser.get("/company").text

    def test_over_the_api_are_each_a_token(self, api_as, alice, both, smithy):
        number = smithy.customer_number
        listed = api_as(alice).get("/api/v1/companies").json["data"]
        assert [place["role"] for place in listed] == ["owner", "billing"]

        answer = api_as(alice).post("/api/v1/companies/sessions", {"customer_number": number})

        assert answer.json["role"] == "billing"
        other = api_as(None)
        other.headers["Authorization"] = f"Bearer {answer.json['token']}"
        assert other.get("/api/v1/sessions").json["customer_number"] == number

    def test_are_shown_to_nobody_who_is_not_logged_in(self, visitor, database):
        assert visitor.get("/companies").headers["Location"] == "/login?next=/companies"


class TestChoices:
    def test_language_is_kept_with_the_browser_and_the_login(self, as_user, alice):
        browser = as_user(alice)

        answer = browser.post("/language", {"language": "sv", "next": "/profile?a=1"})

        assert answer.headers["Location"] == "/profile?a=1"
        assert 'lang="sv"' in browser.get("/profile").text
        account = db.session.get_one(Account, alice.account_id, populate_existing=True)
        assert account.language == "sv"

    def test_strangers_choose_too(self, visitor, database):
        visitor.post("/language", {"language": "en"})
        visitor.post("/theme", {"theme": "dark"})

        page = visitor.get("/login").text
        assert '<html lang="en" data-bs-theme="dark"' in page

    @pytest.mark.parametrize(
        ("path", "form"),
        [("/language", {"language": "xx"}), ("/theme", {"theme": "pink"}), ("/theme", {})],
    )
    def test_what_there_is_not_is_refused(self, visitor, database, path, form):
        assert visitor.post(path, form).status_code == 422

    def test_lead_nowhere_else(self, visitor, database):
        answer = visitor.post("/theme", {"theme": "dark", "next": "//evil.example"})

        assert answer.headers["Location"] == "/overview"

    def test_language_over_the_api(self, api_as, alice):
        assert api_as(alice).put("/api/v1/preferences", {"language": "sv"}).json == {
            "language": "sv"
        }
        assert api_as(alice).get("/api/v1/preferences").json == {"language": "sv"}


class TestTerms:
    @pytest.mark.parametrize(
        ("language", "said"), [("en", "notice on 15 January"), ("sv", "den 15 januari")]
    )
    def test_are_for_all_to_read_in_their_language(self, visitor, database, language, said):
        in_english(visitor).client.set_cookie("language", language, domain="kundzon.test")

        assert said in visitor.get("/terms").text

    def test_are_accepted_once_with_when_and_whence(self, as_user, api_as, alice, bakery):
        as_user(alice).post("/terms", {"edition": "2026-1"})
        again = api_as(alice).post("/api/v1/terms/acceptances", {"edition": "2026-1"})

        assert again.status_code == 201
        with tenant_scope(bakery.id):
            acceptance = db.session.scalars(select(TermsAcceptance)).one()
        assert (acceptance.edition, acceptance.address) == ("2026-1", "127.0.0.1")
        assert "You accepted this edition" in as_user(alice).get("/terms").text

    def test_of_another_edition_are_not_accepted(self, as_user, api_as, alice):
        assert "have changed" in as_user(alice).post("/terms", {"edition": "1999-1"}).text
        answer = api_as(alice).post("/api/v1/terms/acceptances", {"edition": "1999-1"})
        assert answer.json["type"] == "/problems/terms-have-changed"

    def test_say_over_the_api_which_edition_holds(self, api_as, alice):
        assert api_as(alice).get("/api/v1/terms").json == {
            "edition": "2026-1",
            "in_force_from": "2026-01-01",
            "accepted_at": None,
        }
