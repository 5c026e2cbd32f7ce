"""What is shown once is not kept under an `Idempotency-Key` either (R6)."""

from sqlalchemy import select

from saas.dates import now
from saas.db import db
from saas.licensing.invitations.actions import invite
from saas.licensing.seats.actions import entitle
from saas.scope import tenant_scope
from saas.tenants.people.rules import Role
from saas.web.idempotency import KeptAnswer
from tests.factories import PASSWORD
from tests.tenants.making import GOOD_PASSWORD, registration_order, token_in

SECRETS = ("token", "secret")


def doors_that_say_a_secret(app):
    """Every POST of the API whose good answer has a field for a secret, by its description."""
    base_url = app.config["SETTINGS"].base_url
    spec = app.test_client().get("/api/v1/openapi.json", base_url=base_url).json

    def followed(schema):
        name = schema.get("$ref", "").rpartition("/")[2]
        return spec["components"]["schemas"][name] if name else schema

    for path, methods in spec["paths"].items():
        answers = methods.get("post", {}).get("responses", {})
        for status, answer in answers.items():
            body = answer.get("content", {}).get("application/json", {}).get("schema", {})
            fields = followed(body).get("properties", {})
            if status.startswith("2") and set(fields) & set(SECRETS):
                yield path


def ask_in(by):
    with tenant_scope(by.tenant_id):
        entitle(seats=5, by=by, now=now())
        invite(name="Gus", email="gus@x.example", role=Role.MEMBER, by=by, now=now())
        db.session.commit()


def test_no_answer_with_a_secret_is_kept(app, bakery, alice, api_as, mails, tell_all, owner_engine):
    company = {"customer_number": bakery.customer_number}
    login = {"email": alice.email, "password": PASSWORD}
    ask_in(by=alice)
    api_as(None).post("/api/v1/registrations", registration_order())
    tell_all()
    links = {m.recipient: {"token": token_in(m), "password": GOOD_PASSWORD} for m in mails()}
    orders = {
        "/api/v1/sessions": (None, login),
        "/api/v1/registrations/confirm": (None, links["alice@konditori.example"]),
        "/api/v1/invitations/accept": (None, links["gus@x.example"]),
        "/api/v1/companies/sessions": (alice, company),
        "/api/v1/company/webhooks": (alice, {"url": "http://a.example/"}),
    }
    previews = {path for path in doors_that_say_a_secret(app) if path.endswith("/preview")}
    assert set(doors_that_say_a_secret(app)) - previews == set(orders)

    for path, (person, order) in orders.items():
        answer = api_as(person).post(path, order, headers={"Idempotency-Key": path})
        assert answer.status_code == 201, (path, answer.text)
        assert set(answer.json) & set(SECRETS), path
    with owner_engine.connect() as behind_the_wall:
        assert behind_the_wall.scalars(select(KeptAnswer.answer)).all() == []
