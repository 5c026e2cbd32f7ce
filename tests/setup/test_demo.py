"""The demo keeps what its log-ins promise: each is used, and what its sentence says is sought."""

import pytest

from saas.dates import clock_time, day_of, today
from saas.demo.companies import load
from saas.demo.logins import LOGINS, PASSWORD
from tests import factories

pytestmark = pytest.mark.long


def alice(asked):
    assert asked("company")["name"] == "Ågrens Bageri AB"
    assert asked("plan")["name"] == "Premium"
    assert asked("plan")["extra_seats"] == 2
    assert asked("plan")["last_day"] is None
    assert {each["standing"] for each in asked("invoices")["data"]} == {"open", "overdue"}
    [sent] = asked("requests")["data"]
    assert (sent["sent_by"], sent["state"]) == ("Bob Berg", "waiting for approval")


def bob(asked):
    assert asked("company")["name"] == "Ågrens Bageri AB"
    assert asked("invoices")["status"] == 403
    assert asked("requests")["data"][0]["sent_by"] == "Bob Berg"


def charlie(asked):
    assert asked("company")["name"] == "Nordströms Smide AB"
    assert asked("plan")["name"] == "Premium"
    assert asked("plan/notice")["notice"]["withdrawn_at"] is None
    assert asked("plan")["last_day"] > today().isoformat()


def dana(asked):
    assert asked("company")["name"] == "Blomman Danielsson"
    assert asked("company")["organisation_number"] == "880320-0016"  # a person's, not a company's
    assert asked("plan")["name"] == "Free"


def stina(asked):
    waiting = {each["url"]: each["count"] for each in asked("staff/waiting")["data"]}
    assert waiting["/staff/requests"] == 1
    assert asked("staff/disputes")["data"]
    assert asked("staff/bank-payments")["data"]


def sven(asked):
    stina(asked)
    assert {each["name"] for each in asked("people")["data"]} == {"Stina Staf", "Sven Stab"}


PROMISED = {
    "owns Ågrens Bageri AB: Premium, two extra seats, invoices to pay": (alice, "owner"),
    "works there, and may ask": (bob, "member"),
    "owns Nordströms Smide AB: Premium, under notice": (charlie, "owner"),
    "owns Blomman Danielsson: a sole trader on Free": (dana, "owner"),
    "is the operator's staff": (stina, "admin"),
    "is so too: some things take two of them": (sven, "admin"),
}


def test_each_log_in_shows_what_its_sentence_promises(app, database, clock):
    load(app)
    assert today() == day_of(clock_time())
    assert {said for _email, said in LOGINS} == PROMISED.keys()
    for email, said in LOGINS:
        looks, role = PROMISED[said]
        answer = factories.Browser(app).post("/login", {"email": email, "password": PASSWORD})
        home = "/staff" if role == "admin" else "/overview"
        assert (answer.status_code, answer.location) == (302, home), email
        program = factories.Program(app)
        begun = program.post("/api/v1/sessions", {"email": email, "password": PASSWORD}).json
        assert begun["role"] == role
        program.headers = {"Authorization": f"Bearer {begun['token']}"}
        looks(lambda path, program=program: program.get(f"/api/v1/{path}").json)
