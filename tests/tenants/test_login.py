"""Logging in and out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select, text

from saas.dates import clock_time
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.login.actions import add_staff, create_account, prove_account
from saas.tenants.login.rules import WrongCredentials
from saas.tenants.passwords import hashing
from saas.tenants.people.models import Person
from saas.tenants.throttle.actions import delete_old_tries, take_a_try
from saas.tenants.throttle.rules import Guarded, TooManyTries
from tests import factories
from tests.factories import PASSWORD
from tests.tenants.making import GOOD_PASSWORD, in_english, plain, said, staff


@pytest.fixture
def alice(alice):
    return plain(alice)


@pytest.fixture
def visitor(visitor, database):
    return in_english(visitor)


@pytest.fixture
def log_in(visitor):
    def log_in(person, **changes):
        email = person if isinstance(person, str) else person.email
        return visitor.post("/login", {"email": email, "password": PASSWORD, **changes})

    return log_in


class TestCharlie:
    """Who has a login of his own, and would like to learn of Alice's."""

    def test_cannot_tell_a_known_address_from_an_unknown(self, log_in, alice):
        known = log_in(alice, password="not her password")
        unknown = log_in("nobody@example.org", password="not her password")

        assert said(known, name=alice.email) == said(unknown, name="nobody@example.org")
        assert known.status_code == unknown.status_code

    def test_waits_as_long_for_an_address_nobody_has(self, database, alice, monkeypatch):
        compared = []
        hasher = hashing.HASHER

        class Counting:
            def verify(self, kept, password):
                compared.append(kept[:30])
                return hasher.verify(kept, password)

        monkeypatch.setattr(hashing, "HASHER", Counting())
        for email in (alice.email, "nobody@example.org"):
            with pytest.raises(WrongCredentials):
                prove_account(email=email, password="wrong", address="10.0.0.1", now=clock_time())

        assert len(compared) == 2
        assert compared[0] == compared[1]  # the same parameters, so the same time

    def test_sees_his_own_company_only(self, as_user, alice, charlie):
        assert "Nordströms Smide AB" in as_user(charlie).get("/company").text
        assert "Ågrens Bageri AB" not in as_user(charlie).get("/company").text

    def test_cannot_bring_a_session_of_his_own_making(self, visitor, log_in, alice):
        planted = "planted-by-charlie-0123456789012345678901234"
        visitor.client.set_cookie("session", planted, domain="kundzon.test")
        log_in(alice)

        assert visitor.client.get_cookie("session", domain="kundzon.test").value != planted

    def test_gets_another_session_at_login_than_before(self, visitor, log_in, alice):
        visitor.get("/terms")
        before = visitor.client.get_cookie("session", domain="kundzon.test").value
        log_in(alice)
        after = visitor.client.get_cookie("session", domain="kundzon.test").value

        assert before != after
        visitor.client.set_cookie("session", before, domain="kundzon.test")
        assert visitor.get("/company").status_code == 302

    @pytest.mark.parametrize(
        "elsewhere",
        ["//evil.example", "/\\evil.example", "https:evil.example", "https://e.example"],
    )
    def test_cannot_send_alice_elsewhere(self, log_in, alice, elsewhere):
        assert log_in(alice, next=elsewhere).headers["Location"] == "/overview"


class TestLoggingIn:
    def test_leads_to_the_overview_or_where_one_was_going(self, visitor, log_in, alice):
        assert visitor.get("/company").headers["Location"] == "/login?next=/company"
        assert log_in(alice).headers["Location"] == "/overview"
        assert visitor.get("/login").headers["Location"] == "/overview"
        assert log_in(alice, next="/company").headers["Location"] == "/company"
        assert visitor.get("/company").status_code == 200

    def test_takes_an_address_in_any_case(self, log_in, alice):
        assert log_in(f"  {alice.email.upper()} ").status_code == 302

    def test_says_what_is_wrong_kindly_and_keeps_the_address(self, visitor, log_in, alice):
        page = log_in(alice, password="wrong")

        assert "do not go together" in page.text
        assert alice.email in page.text
        assert "wrong" not in re.sub(r"<script.*?</script>", "", page.text.split("<main")[1])
        assert "Write your password" in log_in(alice, password="").text

    def test_brings_staff_to_the_staff_pages(self, log_in, database):
        assert log_in(staff()).headers["Location"] == "/staff"

    def test_refuses_somebody_no_company_wants_any_more(self, log_in, bob, bakery):
        with tenant_scope(bakery.id):
            db.session.execute(
                text("update people set removed_at = now() where id = :id"), {"id": bob.id}
            )
            db.session.commit()

        page = log_in(bob.email)
        assert "no longer acts for any company" in page.text

    def test_ends_with_logging_out(self, visitor, log_in, alice):
        log_in(alice)
        cookie = visitor.client.get_cookie("session", domain="kundzon.test").value
        visitor.post("/logout")

        visitor.client.set_cookie("session", cookie, domain="kundzon.test")
        assert visitor.get("/company").status_code == 302

    def test_makes_an_old_hash_anew(self, alice):
        weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
        account = db.session.get_one(Account, alice.account_id)
        account.password_hash = weak
        db.session.commit()

        prove_account(email=alice.email, password=PASSWORD, address="", now=clock_time())

        assert account.password_hash != weak
        assert not hashing.is_outdated(account.password_hash)


class TestOverTheApi:
    def test_gives_a_bearer_token_and_takes_it_back(self, api_as, alice, bakery):
        answer = api_as(None).post("/api/v1/sessions", {"email": alice.email, "password": PASSWORD})
        assert answer.status_code == 201
        assert answer.json["customer_number"] == bakery.customer_number
        mine = api_as(None)
        mine.headers["Authorization"] = f"Bearer {answer.json['token']}"

        assert mine.get("/api/v1/sessions").json["email"] == alice.email
        assert mine.delete("/api/v1/sessions").status_code == 204
        assert mine.get("/api/v1/sessions").status_code == 401

    def test_refuses_the_wrong_password(self, api_as, alice):
        answer = api_as(None).post("/api/v1/sessions", {"email": alice.email, "password": "no"})

        assert answer.status_code == 401
        assert answer.json["type"] == "/problems/wrong-credentials"

    def test_refuses_a_company_that_is_not_ones_own(self, api_as, alice, smithy):
        answer = api_as(None).post(
            "/api/v1/sessions",
            {
                "email": alice.email,
                "password": PASSWORD,
                "customer_number": smithy.customer_number,
            },
        )

        assert answer.status_code == 409
        assert answer.json["type"] == "/problems/no-company-left"

    @pytest.mark.parametrize(
        "order", [{}, {"email": 7, "password": "x"}, {"email": "a@b.se", "password": ["x"]}]
    )
    def test_refuses_what_is_no_order(self, api_as, database, order):
        assert api_as(None).post("/api/v1/sessions", order).status_code == 422

    @pytest.mark.parametrize("token", ["", "x", "Bearer", "é"])
    def test_knows_no_made_up_token(self, api_as, database, token):
        program = api_as(None)
        program.headers["Authorization"] = f"Bearer {token}".encode().decode("latin-1")

        assert program.get("/api/v1/sessions").status_code == 401


class TestGuessing:
    def test_is_slowed_down_by_login(self, log_in, alice):
        """The sixth guess costs a second, the next two, and so on; a slow machine needs more."""
        for n in range(40):
            guessed = log_in(alice, password=f"guess {n}").text
            if "too many tries" in guessed and "too many tries" in log_in(alice).text:
                break  # the right password waits as well
        else:
            pytest.fail("forty guesses, and nobody asked us to wait")
        assert n >= 5

    def test_is_forgiven_by_the_right_password(self, log_in, alice):
        for _ in range(3):
            for n in range(4):
                log_in(alice, password=f"guess {n}")
            assert log_in(alice).status_code == 302

    def test_is_counted_although_the_request_is_undone(self, log_in, alice):
        log_in(alice, password="guess")

        assert db.session.scalar(text("select max(tries) from tries")) == 1

    def test_many_at_once_are_each_counted(self, app, database):
        def guess(_n):
            with app.app_context():
                try:
                    take_a_try({Guarded.LOGIN_ACCOUNT: "a@b.se"}, now=clock_time())
                except TooManyTries:
                    return 0
                return 1

        with ThreadPoolExecutor(16) as threads:
            allowed = sum(threads.map(guess, range(200)))

        assert 5 <= allowed <= 9  # five are free; then one second, two, four

    def test_is_forgotten_after_an_hour(self, database):
        now = clock_time()
        marks = {Guarded.LOGIN_ACCOUNT: "a@b.se"}
        for _ in range(6):
            take_a_try(marks, now=now)
        with pytest.raises(TooManyTries):
            take_a_try(marks, now=now)

        take_a_try(marks, now=now + timedelta(hours=2))
        delete_old_tries(now + timedelta(hours=4))
        assert db.session.scalar(text("select count(*) from tries")) == 0

    def test_lets_nobody_in_when_tries_cannot_be_counted(self, log_in, alice, owner_engine):
        with owner_engine.begin() as owner:
            owner.execute(text("alter table tries rename to tries_away"))
        try:
            assert log_in(alice).status_code == 500
        finally:
            with owner_engine.begin() as owner:
                owner.execute(text("alter table tries_away rename to tries"))


class TestALogin:
    def test_is_kept_as_argon2id(self, database):
        account = create_account(
            email="New@Example.se",
            name="Ny",
            password=GOOD_PASSWORD,
            language="sv",
            now=clock_time(),
        )

        assert account.email == "new@example.se"
        assert account.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")

    def test_of_staff_is_made_once(self, database):
        first = add_staff(
            name="Signe", email="Signe@kundzon.example", password=GOOD_PASSWORD, now=clock_time()
        )
        again = add_staff(
            name="Signe", email="signe@kundzon.example", password=GOOD_PASSWORD, now=clock_time()
        )

        assert first.id == again.id
        assert first.is_staff

    def test_may_act_for_two_companies(self, log_in, visitor, alice, bakery, smithy):
        with tenant_scope(smithy.id):
            db.session.add(
                Person(
                    account_id=alice.account_id, name="Alice", role="member", joined_at=clock_time()
                )
            )
            db.session.commit()
        log_in(alice)

        page = visitor.get("/companies")
        assert bakery.name in page.text
        assert smithy.name in page.text
        visitor.post("/companies", {"customer_number": smithy.customer_number})
        assert smithy.name in visitor.get("/company").text
        with tenant_scope(smithy.id):
            roles = db.session.scalars(select(Person.role)).all()
        assert [role.value for role in roles] == ["member"]


def test_everybodys_password_in_the_tests_is_kept_as_in_production():
    assert not hashing.is_outdated(factories.PASSWORD_HASH)
