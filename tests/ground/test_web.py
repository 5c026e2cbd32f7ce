"""What every door has in common."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from flask import Flask
from flask_smorest import Blueprint as ApiBlueprint
from werkzeug.http import parse_options_header

from saas.app import create_app
from saas.db import db
from saas.web.api import api_of
from saas.web.files import saved, shown


def test_an_address_that_does_not_exist_is_answered_kindly(visitor, database):
    answer = visitor.get("/nowhere")
    assert answer.status_code == 404
    assert "<h1" in answer.text


def test_the_api_answers_problems_as_json(api_as, alice):
    answer = api_as(alice).get("/api/v1/nowhere")
    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"


def test_the_type_of_a_problem_leads_to_what_it_means(visitor, api_as, alice):
    problem = api_as(alice).get("/api/v1/nowhere").json
    leads_to = visitor.get(problem["type"])
    assert leads_to.location == "/api/docs#problems"
    assert 'id="problems"' in visitor.get("/api/docs").text


def test_a_wrong_method_is_told_the_right_ones(visitor, api_as, alice):
    over_api = api_as(alice).put("/api/v1/sessions")
    assert over_api.status_code == 405
    assert {"GET", "POST", "DELETE"} <= set(over_api.headers["Allow"].split(", "))
    page = visitor.get("/logout")
    assert (page.status_code, "POST" in page.headers["Allow"]) == (405, True)
    assert "<h1" in page.text


def test_who_tries_too_often_is_told_how_long_to_wait(visitor, api_as, database):
    order = {"email": "eva@kvarnen.example", "password": "a guess too many"}
    tried = [api_as(None).post("/api/v1/sessions", order) for _ in range(8)]
    assert tried[-1].status_code == 429
    assert tried[-1].headers["Retry-After"] == "60"


def test_a_program_without_a_token_is_told_so_in_its_language(api_as, database):
    for language, word in (("en", "Send a bearer token"), ("sv", "Skicka en")):
        program = api_as(None)
        program.headers["Accept-Language"] = language
        assert program.get("/api/v1/invoices").json["detail"].startswith(word)


def test_another_host_name_is_refused(app, database):
    assert app.test_client().get("/", base_url="http://evil.example").status_code == 400


class TestAnotherNameOfThisMachine:
    @pytest.mark.parametrize("name", ["127.0.0.1", "127.0.0.1:5000", "localhost:5000", "[::1]:80"])
    def test_leads_to_the_same_page_at_our_address(self, app, database, name):
        browser = app.test_client()
        answer = browser.get("/help/caf%C3%A9?q=a%26b&n=1", base_url=f"http://{name}")
        assert answer.status_code == 302
        assert answer.location == "http://kundzon.test/help/caf%C3%A9?q=a%26b&n=1"
        assert browser.get("//evil.example/", base_url=f"http://{name}").location.startswith(
            "http://kundzon.test/"
        )

    @pytest.mark.parametrize(
        "name", ["10.0.0.1", "127.0.0.1.evil.example", "localhost.evil.example", "[::1"]
    )
    def test_is_none_that_only_looks_like_one(self, app, database, name):
        answer = app.test_client().get("/", headers={"Host": name})
        assert (answer.status_code, answer.location) == (400, None)

    def test_takes_nothing_that_is_sent(self, app, database):
        answer = app.test_client().post("/login", base_url="http://127.0.0.1:5000")
        assert (answer.status_code, answer.location) == (400, None)

    def test_is_refused_in_production(self, settings, database):
        app = create_app(replace(settings, saas_env="production"))
        answer = app.test_client().get("/", base_url="http://127.0.0.1:5000")
        with app.app_context():
            for engine in db.engines.values():
                engine.dispose()
        assert (answer.status_code, answer.location) == (400, None)


@pytest.mark.parametrize("path", ["/invoices/%00", "/staff/claims/%00", "/api/v1/payments/%00"])
def test_a_nul_in_an_address_names_nothing(as_user, api_as, alice, path):
    client = api_as(alice) if path.startswith("/api") else as_user(alice)
    assert client.get(path).status_code == 404


def test_a_nul_in_what_is_sent_is_refused(as_user, api_as, alice):
    """By its field where the field looks, and otherwise as something no column can hold."""
    letter = {"subject": "a\0b", "message": "x"}
    assert as_user(alice).post("/help/contact", letter).status_code == 422
    assert api_as(alice).post("/api/v1/requests", letter).status_code == 422
    after = api_as(alice).get("/api/v1/invoices?after=%00")
    assert (after.status_code, after.content_type) == (400, "application/problem+json")


def test_forms_from_another_site_are_refused(app, as_user, alice):
    browser = as_user(alice)
    forged = browser.client.post("/company/name", data={}, base_url=browser.base_url)
    assert forged.status_code == 400
    from_elsewhere = browser.post(
        "/company/name", {"name": "X"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert from_elsewhere.status_code == 403


def test_every_answer_says_what_the_browser_may_trust(visitor, database):
    for path in ("/", "/nowhere", "/static/tokens.css", "/api/v1/nowhere"):
        with visitor.get(path) as answer:
            headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"


def test_what_needs_a_login_is_not_kept_by_caches(as_user, alice):
    assert as_user(alice).get("/overview").headers["Cache-Control"] == "no-store"


def test_a_body_too_large_is_refused_kindly(api_as, alice):
    answer = api_as(alice).post("/api/v1/requests", {"subject": "x", "message": "x" * 3_000_000})
    assert answer.status_code == 413
    assert answer.content_type == "application/problem+json"


def test_the_api_document_and_its_page_are_open_and_true(visitor, app, database):
    document = visitor.get("/api/v1/openapi.json").json
    assert document["openapi"].startswith("3.1")
    described = {(path, method) for path, doors in document["paths"].items() for method in doors}
    assert ("/api/v1/plan/change", "post") in described
    assert document["paths"]["/api/v1/registrations"]["post"]["security"] == []
    page = visitor.get("/api/docs")
    assert page.status_code == 200
    assert "/api/v1/plan/change" in page.text


def test_the_document_is_written_once_however_many_ask_first(settings, database):
    app = create_app(settings, TESTING=True)
    start = Barrier(8)

    def ask(_n):
        start.wait()
        return app.test_client().get("/api/v1/openapi.json", base_url=settings.base_url)

    with ThreadPoolExecutor(8) as many:
        answers = list(many.map(ask, range(8)))
    assert {answer.status_code for answer in answers} == {200}
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()
    assert len({answer.data for answer in answers}) == 1
    assert len(answers[0].json["paths"]) > 100


def healthy():
    return {"status": "ok"}


def test_a_door_that_could_not_be_described_is_not_left_out_afterwards():
    class UnclearAtFirst(ApiBlueprint):
        told = iter([LookupError("nobody knows")])

        def register_views_in_doc(self, *args, **options):
            for trouble in self.told:
                raise trouble
            super().register_views_in_doc(*args, **options)

    app, doors = Flask(__name__), UnclearAtFirst("doors", __name__, description="Doors")
    doors.get("/doors")(healthy)
    api = api_of(app, [doors])

    with app.app_context():
        with pytest.raises(LookupError):
            api.document()
        assert "/doors" in api.document()["paths"]


def test_health_is_told_to_whoever_watches(visitor, database):
    assert visitor.get("/healthz").json == {"status": "ok"}
    assert visitor.get("/readyz").json == {"status": "ok", "problems": {}}
    figures = visitor.get("/metrics").text
    assert "saas_outbox_due 0.0" in figures
    assert "saas_calendar_failing 0.0" in figures


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics"])
def test_who_watches_may_call_a_process_by_its_address_and_nobody_else(app, database, path):
    named = {"base_url": "http://10.0.0.7:8000", "headers": {"X-Forwarded-Host": "elsewhere"}}
    assert app.test_client().get(path, **named).status_code == 200
    assert app.test_client().get("/login", **named).status_code == 400


@pytest.mark.parametrize(
    "name", ["FA-1.pdf", 'a"; filename="b.exe', "räkning 請求書.pdf", "a;b.csv"]
)
def test_a_file_is_saved_under_its_name_whoever_chose_it(app, name):
    how, said = parse_options_header(saved(b"x", name, "text/csv").headers["Content-Disposition"])

    assert (how, said) == ("attachment", {"filename": name})


def test_a_file_says_no_more_than_its_name(app):
    answer = shown(b"%PDF-", "a\r\nSet-Cookie: b\x00.pdf")

    assert answer.headers["Content-Disposition"] == 'inline; filename="aSet-Cookie: b.pdf"'
    assert (answer.mimetype, answer.data) == ("application/pdf", b"%PDF-")
