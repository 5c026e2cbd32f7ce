"""`Idempotency-Key`: one effect, the same answer, whoever repeats it and however often (R6)."""

import threading
from datetime import date

import pytest
from sqlalchemy import func, select, text

from saas.db import db
from saas.mail import Mail
from saas.outbox import Announcement
from saas.scope import OPERATOR, tenant_scope
from saas.tenants.terms.rules import edition_on
from saas.web.idempotency import KeptAnswer, delete_old
from tests.factories import PASSWORD

ASKED = {
    "country": "SE",
    "org_number": "556056-6258",
    "company_name": "Kvarnens Bröd AB",
    "person_name": "Eva Ek",
    "email": "eva@kvarnen.example",
    "accept_terms": True,
    "terms_edition": edition_on(date(2026, 3, 2)).name,
}
DOOR = "/api/v1/registrations"


def effects():
    with tenant_scope(OPERATOR):
        asked = select(func.count()).where(Announcement.name == "RegistrationAsked")
        found = db.session.scalar(asked.select_from(Announcement))
    db.session.commit()
    return found


def test_the_same_key_gives_the_same_answer_and_one_effect(api_as, database):
    program = api_as(None)
    first = program.post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    again = program.post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})

    assert first.status_code < 300, first.text
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Idempotent-Replayed"] == "true"
    assert effects() == 1


def test_without_a_key_each_request_has_its_effect(api_as, database):
    for _ in range(2):
        api_as(None).post(DOOR, ASKED)
    assert effects() == 2


def test_another_body_under_the_same_key_is_refused(api_as, database):
    api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    other = api_as(None).post(
        DOOR, {**ASKED, "person_name": "Other Person"}, headers={"Idempotency-Key": "k1"}
    )
    assert other.status_code == 422
    assert other.json["type"] == "/problems/idempotency-key-reused"


def test_a_refusal_is_not_kept_so_a_mended_request_may_use_the_key(api_as, database):
    wrong = api_as(None).post(
        DOOR, {**ASKED, "org_number": "556056-6259"}, headers={"Idempotency-Key": "k1"}
    )
    assert wrong.status_code in {409, 422}
    right = api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    assert right.status_code < 300


def test_the_key_of_one_company_is_unknown_to_another(api_as, alice, charlie):
    """Charlie sends Alice's key and body, and gets his own answer, not hers."""
    change = {"subject": "Hello", "message": "May I ask something?"}
    door = "/api/v1/requests"
    hers = api_as(alice).post(door, change, headers={"Idempotency-Key": "shared"})
    his = api_as(charlie).post(door, change, headers={"Idempotency-Key": "shared"})
    if hers.status_code == 404:
        pytest.fail("the door of requests has moved; mend this test")
    assert "Idempotent-Replayed" not in his.headers


def test_a_client_that_logs_in_anew_repeats_its_request_and_not_its_deed(api_as, alice):
    """The connection broke before the answer came, and the token it had is lost with it."""
    hook = {"subject": "Hello", "message": "May I ask something?"}
    first, again = (
        api_as(alice).post("/api/v1/requests", hook, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    )
    assert first.status_code == 201, first.text
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.data == first.data


def test_another_query_under_the_same_key_is_refused(api_as, database):
    first, other = (
        api_as(None).post(f"{DOOR}?{query}", ASKED, headers={"Idempotency-Key": "k1"})
        for query in ("a=1", "a=2")
    )
    assert (first.status_code, other.status_code) == (202, 422)


def test_answers_are_forgotten_after_thirty_days_whosever_they_are(
    api_as, alice, owner_engine, app
):
    api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    order = {"subject": "Hello", "message": "May I ask something?"}
    for key in ("k2", "k3"):
        api_as(alice).post("/api/v1/requests", order, headers={"Idempotency-Key": key})
    with owner_engine.begin() as behind_the_wall:
        old = "update kept_answers set kept_at = kept_at - interval '31 days' where key_hash <> "
        newest = "(select key_hash from kept_answers order by kept_at desc limit 1)"
        behind_the_wall.execute(text(old + newest))

    delete_old()
    db.session.commit()

    with owner_engine.connect() as behind_the_wall:
        assert behind_the_wall.scalar(text("select count(*) from kept_answers")) == 1


def test_an_answer_is_kept_behind_the_wall_of_whom_it_was_given(api_as, bakery, smithy, alice):
    api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    hers = {"subject": "Hello", "message": "May I ask something?"}
    hers = api_as(alice).post("/api/v1/requests", hers, headers={"Idempotency-Key": "k2"})

    seen = {}
    for company in (bakery, smithy):
        with tenant_scope(company.id):
            seen[company.id] = db.session.scalars(text("select answer from kept_answers")).all()
    assert seen == {bakery.id: [hers.data], smithy.id: []}
    assert len(db.session.scalars(text("select answer from kept_answers")).all()) == 1


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_an_unusable_key_is_refused(api_as, database, key):
    answer = api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": key})
    assert answer.status_code == 400


def test_copies_at_the_same_moment_have_one_effect(api_as, database):
    answers = []

    def send():
        answers.append(api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "race"}))

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert effects() == 1
    good = {answer.data for answer in answers if answer.status_code < 300}
    assert len(good) == 1
    assert {a.status_code for a in answers if a.status_code >= 300} <= {409}


def test_nothing_is_mailed_twice(api_as, mails, tell_all):
    for _ in range(3):
        api_as(None).post(DOOR, ASKED, headers={"Idempotency-Key": "k1"})
    tell_all()
    assert [m.recipient for m in mails() if isinstance(m, Mail)] == ["eva@kvarnen.example"]


def test_a_token_is_said_once_and_never_kept(api_as, alice):
    login = {"email": alice.email, "password": PASSWORD}
    first, again = (
        api_as(None).post("/api/v1/sessions", login, headers={"Idempotency-Key": "k1"})
        for _ in range(2)
    )
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json["token"] != again.json["token"]
    with tenant_scope(OPERATOR):
        assert db.session.scalar(select(func.count()).select_from(KeptAnswer)) == 0
