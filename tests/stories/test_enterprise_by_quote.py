"""From Basic to Enterprise: a question, a quote, a yes, and two quarters of exactly that."""

from datetime import date

import pytest

from saas.billing.proof.models import findings
from saas.cli.audit import of_the_seats
from saas.db import db
from tests.helpcenter.making import staff_member
from tests.licensing.making import agreed

OFFERED = {
    "edition": "enterprise-2026",
    "fee": "25 000,00",
    "seats_included": "40",
    "seat_fee": "",
    "cadence": "3",
    "billed": "in_advance",
    "by_calendar": "true",
    "starts_on": "2026-04-01",
    "notice_kind": "whole_calendar_months",
    "notice_months": "3",
    "notice_term": "B",
    "bound_months": "12",
    "renews_months": "0",
    "features": "integration = 500",
    "valid_through": "2026-03-25",
    "words": "As we said.",
    "reference": "",
}


@pytest.fixture
def bakery_says(api_as, tell_all):
    """Ask as the bakery does, and let everybody hear of it."""

    def says(person, path, sent=None, method="post"):
        program = api_as(person)
        answer = program.get(path) if sent is None else getattr(program, method)(path, sent)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        tell_all()
        return answer.json

    return says


def test_enterprise_by_quote(bakery_says, as_user, alice, bakery, clock, mails, tell_all):
    desk = as_user(staff_member("Signe"))
    agreed(alice, extra_seats=1)
    tell_all()
    db.session.expunge_all()
    assert charged(bakery_says, alice) == [24_900, 4_900]  # Basic 249.00, a seat 49.00

    clock.live_over(date(2026, 3, 10))
    asked = {"people": 40, "needs": "Our own ERP.", "wished_start": "2026-04-01"}
    bakery_says(alice, "/api/v1/quote-requests", asked)
    number = staff_write_it(desk, bakery_says, alice)

    clock.live_over(date(2026, 3, 16))
    preview = bakery_says(alice, f"/api/v1/quotes/{number}/preview", {})
    # 1 April takes back 1 of 31 days of Basic's month (8.03 and 1.58) and begins the quarter
    assert [line["net"]["minor"] for line in preview["lines"]] == [-803, -158, 2_500_000]
    assert preview["yearly"]["net"]["minor"] == 10_000_000
    yes = {"token": preview["token"], "accepted": True, "reference": "PO 4711"}
    bakery_says(alice, f"/api/v1/quotes/{number}/accept", yes)
    assert any(f"accepted quote {number}" in letter.subject for letter in mails())

    clock.live_over(date(2026, 3, 31))
    assert bakery_says(alice, "/api/v1/plan")["name"] == "Basic"
    clock.live_to(date(2026, 4, 2))
    plan = bakery_says(alice, "/api/v1/plan")
    assert (plan["name"], plan["seats"]["entitled"]) == ("Enterprise", 40)
    newest = bakery_says(alice, "/api/v1/invoices")["data"][0]
    assert newest["total"] == preview["first_invoice"]["total"]  # 24 990.39 + 25 % = 31 237.99
    assert newest["total"]["minor"] == 3_123_799

    clock.live_over(date(2026, 6, 30), date(2026, 7, 1), date(2026, 7, 2))
    # 249.00 + 49.00 - 8.03 - 1.58 + 25 000.00 + 25 000.00 = 50 288.39
    assert sum(charged(bakery_says, alice)) == 5_028_839
    [contract] = bakery_says(alice, "/api/v1/contracts")["data"]
    assert [v["plan"] for v in contract["versions"]] == ["Enterprise", "Basic"]
    assert contract["versions"][0]["bound_until"] == "2027-03-31"
    leaving = bakery_says(alice, "/api/v1/plan/notice")
    # bound to 31 March 2027, then three whole calendar months from there (reading B)
    assert leaving["last_day_if_given_today"] == "2027-06-30"
    assert (findings(), of_the_seats()) == ([], [])
    db.session.commit()


def staff_write_it(desk, bakery_says, alice):
    """Staff answer the question on their pages; the number of what the bakery then can read."""
    page = desk.get("/staff/quotes").text
    asked = page.split('name="asked" value="')[1].split('"')[0]
    draft = desk.post("/staff/quotes/drafts", {"asked": asked}).headers["Location"]
    assert desk.post(draft, OFFERED).status_code == 302
    assert desk.post(f"{draft}/check").status_code == 302
    [quote] = bakery_says(alice, "/api/v1/quotes")["data"]
    assert (quote["state"], quote["seat_fee"]) == ("open", None)
    return quote["number"]


def charged(bakery_says, person):
    """The net amount of every line ever invoiced, in the order they were."""
    numbers = [each["number"] for each in bakery_says(person, "/api/v1/invoices")["data"]]
    return [
        line["net"]["minor"]
        for number in reversed(numbers)
        for line in bakery_says(person, f"/api/v1/invoices/{number}")["lines"]
    ]
