"""Notice by the form: at once, or from the day it was sent when somebody who may approves."""

import re
from datetime import date

import pytest

from saas.billing.invoices.models import Invoice
from saas.db import db
from saas.licensing.plans.rules import Cadence, Timing
from saas.scope import tenant_scope
from tests.helpcenter.making import question, staff_member
from tests.licensing.making import agreed, begun

FORM = "/api/v1/requests/notice"
NOTICE = "/api/v1/plan/notice"
APPROVAL = "/help/notice/R-1001/approve"
MEANT = {"meant": "true", "reason": "We close."}


@pytest.fixture
def outside(alice, bob):
    """Alice and Bob as they are known outside, on Basic."""
    agreed(alice)
    for person in (alice, bob):
        assert person.email
        db.session.expunge(person)
    return alice, bob


@pytest.fixture
def asked(as_user, outside):
    """Bob's notice, which needs approval, sent on Monday 2 March; his browser."""
    browser = as_user(outside[1])
    page = browser.get("/help/notice").text
    assert "The day you send this is kept" in page
    assert "SEK" not in page
    assert browser.post("/help/notice", MEANT).headers["Location"].endswith("R-1001")
    return browser


def shown_on(page):
    """The token of what the page shows."""
    return {"token": re.search(r'name="token" value="([^"]+)"', page.text)[1]}


class TestAnotherCompany:
    def test_neither_sees_nor_approves_ours(self, asked, as_user, api_as, charlie):
        assert as_user(charlie).get("/requests/R-1001").status_code == 404
        for look in (as_user(charlie).get, as_user(charlie).post):
            assert look("/help/notice/R-1001/approve").status_code == 404
        for deed in ("approve", "preview"):
            assert api_as(charlie).post(f"{FORM}/R-1001/{deed}").status_code == 404


class TestOneWhoMay:
    def test_gives_notice_at_once(self, as_user, api_as, outside):
        browser = as_user(outside[0])
        browser.post("/help/notice", MEANT | shown_on(browser.get("/help/notice")))

        page = browser.get("/requests/R-1001").text
        assert "Leave Basic" in page
        assert "Carried out by Alice" in page
        notice = api_as(outside[0]).get(NOTICE).json["notice"]
        assert (notice["channel"], notice["last_day"]) == ("form", "2026-06-02")

    def test_is_shown_every_invoice_until_the_last_day(self, as_user, outside):
        page = as_user(outside[0]).get("/help/notice").text.replace("\N{NO-BREAK SPACE}", "")
        assert "Invoiced until the last day" in page
        assert "SEK2,988.00 less than now" in page

    @pytest.mark.parametrize("sent", [{}, {"token": "another"}])
    def test_gives_what_was_shown_or_nothing(self, as_user, api_as, outside, sent):
        browser = as_user(outside[0])
        answer = browser.post("/help/notice", MEANT | sent)
        assert answer.status_code == 409
        assert "We close." in answer.text
        assert browser.get("/requests/R-1001").status_code == 404
        assert api_as(outside[0]).get(NOTICE).json["notice"] is None

    def test_has_to_mean_it(self, as_user, outside):
        answer = as_user(outside[0]).post("/help/notice", {"reason": "Why not"})
        assert answer.status_code == 422
        assert "Tick the box" in answer.text

    def test_over_the_api_too(self, api_as, outside):
        made = api_as(outside[0]).post(FORM, {"reason": "We close."})
        assert (made.status_code, made.json["state"]) == (201, "carried out")

    def test_over_the_api_it_may_be_held_to_what_was_shown(self, api_as, outside):
        program = api_as(outside[0])
        token = program.post(f"{NOTICE}/preview").json["token"]
        agreed(outside[0], extra_seats=2)
        stale = program.post(FORM, {"token": token})
        assert stale.json["type"] == "/problems/preview-outdated"
        anew = program.post(f"{NOTICE}/preview").json["token"]
        assert program.post(FORM, {"token": anew}).json["state"] == "carried out"

    def test_on_free_there_is_nothing_to_send(self, as_user, api_as, alice):
        assert "Free needs no notice" in as_user(alice).get("/help/notice").text
        assert api_as(alice).post(FORM).json["type"] == "/problems/nothing-to-terminate"

    def test_a_second_one_is_refused_and_not_sent(self, api_as, outside):
        program = api_as(outside[0])
        program.post(NOTICE)
        assert program.post(FORM).json["type"] == "/problems/notice-already-given"
        assert program.get("/api/v1/requests").json == {"data": []}


class TestOneWhoMayNot:
    def test_waits_and_cannot_approve_it_themselves(self, asked, api_as, outside):
        assert "Waiting for approval" in asked.get("/requests/R-1001").text
        assert asked.get("/help/notice/R-1001/approve").status_code == 403
        assert asked.post("/help/notice/R-1001/approve").status_code == 403
        assert api_as(outside[1]).post(f"{FORM}/R-1001/preview").status_code == 403
        assert api_as(outside[0]).get(NOTICE).json["notice"] is None

    def test_approved_later_it_counts_from_the_day_it_was_sent(
        self, asked, as_user, api_as, outside, clock, tell_all, mails
    ):
        clock.set(date(2026, 3, 20))
        browser = as_user(outside[0])
        page = browser.get("/requests/R-1001").text
        assert "The notice counts from 2 March 2026" in page
        assert "the last day is 2 June 2026" in page
        browser.post("/help/notice/R-1001/approve", shown_on(browser.get(APPROVAL)))
        tell_all()

        notice = api_as(outside[0]).get(NOTICE).json["notice"]
        assert (notice["received_on"], notice["last_day"]) == ("2026-03-02", "2026-06-02")
        assert notice["given_by"] == "Alice"
        assert any("Alice has approved your request R-1001" in m.body for m in mails())
        assert browser.get(APPROVAL).status_code == 409
        assert browser.post(APPROVAL).status_code == 409

    def test_declined_it_is_no_notice(self, asked, api_as, outside):
        program = api_as(outside[0])
        program.post("/api/v1/requests/R-1001/decline", {"reason": "We stay."})
        assert program.post(f"{FORM}/R-1001/approve").status_code == 409
        assert program.get(NOTICE).json["notice"] is None

    def test_only_what_this_form_sent_is_approved_here(self, api_as, outside):
        question(by=outside[1], needs_approval=True)
        assert api_as(outside[0]).post(f"{FORM}/R-1001/approve").status_code == 404


class TestWhatApprovingComesTo:
    def test_is_shown_before_it_is_approved(self, asked, as_user, outside, clock):
        clock.set(date(2026, 3, 20))
        browser = as_user(outside[0])
        assert APPROVAL in browser.get("/requests/R-1001").text
        page = browser.get(APPROVAL).text.replace("\N{NO-BREAK SPACE}", "")

        assert "If you approve, your last day is 2 June 2026." in page
        assert "Invoiced until the last day" in page
        assert "SEK2,988.00 less than now" in page

    def test_is_what_the_one_who_gives_notice_would_have_seen(self, asked, as_user, outside):
        browser = as_user(outside[0])
        given, approved = (browser.get(page).text for page in ("/help/notice", APPROVAL))

        def sums(page):
            return re.findall(r"SEK\s[\d,.]+", page)

        assert sums(given) == sums(approved) != []

    @pytest.mark.parametrize("sent", [{}, {"token": "another"}])
    def test_is_approved_as_it_was_shown_or_not_at_all(self, asked, as_user, api_as, outside, sent):
        browser = as_user(outside[0])
        answer = browser.post(APPROVAL, sent)
        assert answer.status_code == 409
        assert "This has changed since you looked" in answer.text
        assert api_as(outside[0]).get(NOTICE).json["notice"] is None
        assert "Waiting for approval" in asked.get("/requests/R-1001").text

    def test_that_no_longer_holds_is_shown_anew(self, asked, as_user, api_as, outside):
        browser = as_user(outside[0])
        seen = shown_on(browser.get(APPROVAL))
        agreed(outside[0], extra_seats=2)

        anew = browser.post(APPROVAL, seen)
        assert anew.status_code == 409
        assert api_as(outside[0]).get(NOTICE).json["notice"] is None
        assert browser.post(APPROVAL, shown_on(anew)).status_code == 302
        assert api_as(outside[0]).get(NOTICE).json["notice"]["last_day"] == "2026-06-02"

    def test_over_the_api_too(self, asked, api_as, outside, clock):
        program = api_as(outside[0])
        clock.set(date(2026, 3, 20))
        shown = program.post(f"{FORM}/R-1001/preview").json
        assert shown["last_day"] == "2026-06-02"
        assert [bill["day"] for bill in shown["bills"]] == [
            f"2026-0{month}-02" for month in (4, 5, 6)
        ]
        agreed(outside[0], extra_seats=2)
        stale = program.post(f"{FORM}/R-1001/approve", {"token": shown["token"]})
        assert stale.json["type"] == "/problems/preview-outdated"
        anew = program.post(f"{FORM}/R-1001/preview").json["token"]
        assert (
            program.post(f"{FORM}/R-1001/approve", {"token": anew}).json["state"] == "carried out"
        )

    @pytest.mark.parametrize(
        "cadence", [Cadence(1), *(Cadence(12, timing) for timing in Timing)], ids=str
    )
    def test_is_what_is_invoiced_until_the_last_day(
        self, api_as, alice, bob, clock, tell_all, cadence
    ):
        """Approved after days that count, and credited where it was charged ahead."""
        for person in (alice, bob):
            assert person.email
            db.session.expunge(person)
        begun(alice, cadence)
        clock.live_to(date(2026, 3, 5))
        assert api_as(bob).post(FORM).status_code == 201
        clock.live_to(date(2026, 3, 10))
        shown = api_as(alice).post(f"{FORM}/R-1001/preview").json
        token = {"token": shown["token"]}
        assert api_as(alice).post(f"{FORM}/R-1001/approve", token).status_code == 200
        tell_all()
        clock.live_over(date(2026, 6, 5), date(2026, 6, 6), date(2026, 6, 7))

        with tenant_scope(alice.tenant_id):
            came = [
                (each.issued_on.isoformat(), each.total.minor)
                for each in db.session.scalars(db.select(Invoice).order_by(Invoice.id))
                if each.issued_on >= date(2026, 3, 10)
            ]
        assert came == [(bill["day"], bill["sum"]["total"]["minor"]) for bill in shown["bills"]]
        assert shown["last_day"] == "2026-06-05"
        assert came

    def test_says_what_stands_in_the_way(self, asked, as_user, api_as, outside):
        api_as(outside[0]).post(NOTICE)
        answer = as_user(outside[0]).get(APPROVAL)
        assert "You have already given notice." in answer.text
        refused = api_as(outside[0]).post(f"{FORM}/R-1001/preview")
        assert refused.json["type"] == "/problems/notice-already-given"


class TestTheClock:
    def test_after_two_business_days_company_and_staff_are_told_once(
        self, asked, outside, clock, mails
    ):
        sven = staff_member("Sven").email
        clock.live_to(date(2026, 3, 4))
        assert not [m for m in mails() if "waits for you" in m.subject]
        clock.live_to(date(2026, 3, 9))

        assert [m.recipient for m in mails() if "waits for you" in m.subject] == [outside[0].email]
        late = [m.recipient for m in mails() if "notice not confirmed in time" in m.subject]
        assert late == [sven]

    def test_a_decided_one_is_left_alone(self, asked, api_as, outside, clock, mails):
        api_as(outside[0]).post(f"{FORM}/R-1001/approve")
        clock.live_to(date(2026, 3, 9))
        assert not [m for m in mails() if "waits for you" in m.subject]
