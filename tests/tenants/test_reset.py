"""Losing a password and choosing another."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from saas.dates import clock_time
from saas.db import db
from saas.tenants.reset.jobs import forget_old_resets
from tests.factories import PASSWORD
from tests.tenants.making import GOOD_PASSWORD, in_english, kept, link_in, plain, said, token_in


@pytest.fixture
def alice(alice):
    return plain(alice)


@pytest.fixture
def visitor(visitor, database):
    return in_english(visitor)


@pytest.fixture
def link(visitor, alice, tell_all, mails):
    """The link Alice was mailed."""
    visitor.post("/reset", {"email": alice.email})
    tell_all()
    return link_in(mails()[-1])


def may_log_in(visitor, email, password):
    return visitor.post("/login", {"email": email, "password": password}).status_code == 302


class TestAStranger:
    def test_cannot_tell_whether_an_address_has_a_login(self, visitor, alice, tell_all, mails):
        email = alice.email
        known = visitor.post("/reset", {"email": email})
        unknown = visitor.post("/reset", {"email": "nobody@example.org"})
        tell_all()

        assert said(known, name=email) == said(unknown, name="nobody@example.org")
        assert [mail.recipient for mail in mails()] == [email]

    def test_is_throttled(self, visitor, alice):
        email = alice.email
        answers = [visitor.post("/reset", {"email": email}) for _ in range(6)]

        assert "too many tries" in answers[-1].text

    @pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host", "Origin", "Forwarded"])
    def test_cannot_turn_the_link_elsewhere(self, visitor, alice, tell_all, mails, header):
        value = "host=evil.example" if header == "Forwarded" else "http://evil.example"
        visitor.post("/reset", {"email": alice.email}, headers={header: value})
        tell_all()

        for mail in mails():
            assert "evil.example" not in mail.body
            assert "http://kundzon.test/reset/" in mail.body

    @pytest.mark.parametrize("token", ["x", "a" * 43, "é", "x" * 3000])
    def test_guesses_no_link(self, visitor, alice, token):
        assert visitor.get(f"/reset/{token}").status_code == 410


class TestALink:
    def test_gives_a_new_password_and_logs_out_everywhere(self, visitor, alice, link, as_user):
        email, elsewhere = alice.email, as_user(alice)
        assert elsewhere.get("/company").status_code == 200

        done = visitor.post(link, {"password": GOOD_PASSWORD})

        assert "Your password has been changed" in done.text
        assert elsewhere.get("/company").status_code == 302
        assert not may_log_in(visitor, email, PASSWORD)
        assert may_log_in(visitor, email, GOOD_PASSWORD)

    def test_is_not_used_up_by_looking(self, visitor, link):
        for _ in range(3):
            assert visitor.get(link).status_code == 200
        assert visitor.get("/company").status_code == 302  # nor does it log in
        assert visitor.post(link, {"password": GOOD_PASSWORD}).status_code == 200

    def test_is_good_once(self, visitor, link):
        visitor.post(link, {"password": GOOD_PASSWORD})

        again = visitor.post(link, {"password": "en helt annan mening"})
        assert again.status_code == 410
        assert "Ask for a new link" in again.text

    def test_survives_a_password_that_is_not_good_enough(self, visitor, link):
        refused = visitor.post(link, {"password": "sommar2026!!"})

        assert "Choose one of your own" in refused.text
        assert visitor.post(link, {"password": GOOD_PASSWORD}).status_code == 200

    def test_is_dead_after_half_an_hour(self, visitor, link):
        db.session.execute(text("select set_config('app.tenant_id', '1', true)"))
        db.session.execute(
            text("update resets set expires_at = :then"),
            {"then": clock_time() - timedelta(seconds=1)},
        )
        db.session.commit()

        assert visitor.post(link, {"password": GOOD_PASSWORD}).status_code == 410

    def test_is_dead_when_the_password_has_been_changed_since(self, visitor, alice, link, as_user):
        changed = as_user(alice).post(
            "/profile/password", {"current_password": PASSWORD, "password": GOOD_PASSWORD}
        )
        assert changed.status_code == 302

        assert visitor.get(link).status_code == 410

    def test_a_second_one_kills_no_first_but_either_kills_both(
        self, visitor, alice, link, tell_all, mails
    ):
        visitor.post("/reset", {"email": alice.email})
        tell_all()
        second = link_in(mails()[-1])

        visitor.post(second, {"password": GOOD_PASSWORD})

        assert visitor.get(link).status_code == 410

    def test_is_told_of_by_mail(self, visitor, link, tell_all, mails):
        visitor.post(link, {"password": GOOD_PASSWORD})
        tell_all()

        assert kept(mails()[-1]).subject == "Your password has been changed"

    def test_works_over_the_api(self, api_as, alice, tell_all, mails):
        email = alice.email
        asked = api_as(None).post("/api/v1/password-resets", {"email": email})
        assert (asked.status_code, asked.json) == (202, {"sent_to": email})
        tell_all()

        order = {"token": token_in(mails()[-1]), "password": GOOD_PASSWORD}
        assert api_as(None).post("/api/v1/password-resets/choose", order).status_code == 204
        assert api_as(None).post("/api/v1/password-resets/choose", order).status_code == 410


def test_who_asked_is_forgotten_after_a_week(visitor, alice, owner_engine):
    visitor.post("/reset", {"email": alice.email})
    forget_old_resets(date(2026, 3, 2))
    db.session.commit()
    with owner_engine.begin() as owner:
        assert owner.scalar(text("select count(*) from resets")) == 1
        owner.execute(text("update resets set asked_at = asked_at - interval '8 days'"))
    forget_old_resets(date(2026, 3, 2))
    db.session.commit()

    with owner_engine.begin() as owner:
        assert owner.scalar(text("select count(*) from resets")) == 0
