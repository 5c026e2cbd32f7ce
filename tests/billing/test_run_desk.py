"""The staff look at runs, see what one would issue, and start it."""

import re
from datetime import date

import pytest

from saas.billing.batches.actions import start_run
from saas.billing.batches.models import progress_of, runs
from saas.billing.run_desk.actions import run_as_it_would_be
from saas.dates import now
from saas.db import db
from saas.licensing.effects import sealing
from saas.scope import tenant_scope
from tests.billing import making
from tests.helpcenter.making import staff_member

MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)
CHECK = "/staff/runs/check?day=2026-04-01"


@pytest.fixture
def sven(alice):
    return staff_member("Sven")


@pytest.fixture
def owing(alice, charlie, clock):
    """Two companies that owe for April, on its first day; ours can pay more from then on."""
    bought = {}
    for person, seats in ((alice, 0), (charlie, 3)):
        bought[person.name] = making.agreement(by=person, started_on=MARCH, extra_seats=seats)
        making.invoice_again(bought[person.name], by=person, today=MARCH)
    clock.set(APRIL)
    return lambda: making.terms(bought["Alice"], by=alice, starts_on=APRIL, fee=897_00)


def token_in(page):
    return page.partition('name="token" value="')[2].partition('"')[0]


def numbers(person):
    with tenant_scope(person.tenant_id):
        found = db.session.scalars(db.text("select number from invoices order by id")).all()
        db.session.commit()
        return found


def test_charlie_knows_of_no_such_door(as_user, api_as, charlie, owing):
    run = start_run(APRIL, by="test", now=now())
    db.session.commit()
    browser, program = as_user(charlie), api_as(charlie)

    for path in ("/staff/runs", CHECK, f"/staff/runs/{run}"):
        assert browser.get(path).status_code == 404
    assert browser.post(f"/staff/runs/{run}/resume").status_code == 404
    assert program.get("/api/v1/staff/runs").status_code == 404
    assert program.post("/api/v1/staff/runs/preview", {"day": "2026-04-01"}).status_code == 404


class TestStartingARun:
    def test_leads_over_what_would_be_invoiced(self, as_user, sven, alice, owing, tell_all):
        browser = as_user(sven)
        asked = browser.post("/staff/runs", {"day": "2026-04-01", "company": "", "differs": "20"})
        page = browser.get(asked.headers["Location"] + "&all=1").text.replace("\u00a0", " ")

        assert "Ågrens Bageri AB" in page
        assert "Nordströms Smide AB" in page
        assert "SEK 1,028.75" in page  # 299 + 299 + 3 × 75, and tax on it
        assert "as last time" in page
        assert len(numbers(alice)) == 1

        answer = browser.post(asked.headers["Location"], {"token": token_in(page)})
        tell_all()
        run = browser.get(answer.headers["Location"]).text

        assert len(numbers(alice)) == 2
        assert "1 of 1 parts done" in run
        assert "Sven" in run
        assert "data-refresh" not in run

    def test_is_refused_once_it_has_changed(self, as_user, sven, alice, owing):
        browser = as_user(sven)
        token = token_in(browser.get(CHECK).text)
        owing()
        answer = browser.post(CHECK, {"token": token})

        assert answer.status_code == 409
        assert "has changed since you looked" in answer.text
        assert token_in(answer.text) not in {"", token}
        assert runs(limit=5) == []

    @pytest.mark.parametrize("otherwise", ["bare", "another's", "made up", "too late"])
    def test_takes_no_token_but_one_that_was_sealed_for_it(
        self, api_as, sven, bakery, owing, otherwise, monkeypatch
    ):
        """Of a run for one company no other is started, were there the same to invoice."""
        program, order = api_as(sven), {"day": "2026-04-01"}
        another = order | {"company": bakery.customer_number}
        asked = another if otherwise == "another's" else order
        tokens = {
            "bare": run_as_it_would_be(day=APRIL, company="", differs=20).fingerprint,
            "made up": "made up",
        }
        shown = program.post("/api/v1/staff/runs/preview", asked).json["token"]
        if otherwise == "too late":
            monkeypatch.setattr(sealing, "HOLDS_FOR_SECONDS", -1)

        said = order | {"token": tokens.get(otherwise, shown)}
        told = program.post("/api/v1/staff/runs", said)

        assert (told.status_code, told.json["type"]) == (409, "/problems/preview-outdated")
        assert runs(limit=5) == []

    def test_for_a_day_to_come_is_only_looked_at(self, as_user, api_as, sven, owing):
        order = {"day": "2026-05-01"}
        page = as_user(sven).get("/staff/runs/check?day=2026-05-01").text
        shown = api_as(sven).post("/api/v1/staff/runs/preview", order).json
        refused = api_as(sven).post("/api/v1/staff/runs", {**order, "token": shown["token"]})

        assert "Start the run" not in page
        assert shown["invoices"] == 2
        assert "/run-for-day-to-come" in refused.json["type"]

    def test_for_one_company_leaves_the_others(
        self, api_as, sven, alice, charlie, smithy, owing, tell_all
    ):
        program = api_as(sven)
        order = {"day": "2026-04-01", "company": f"{smithy.org_number[:6]}-{smithy.org_number[6:]}"}
        shown = program.post("/api/v1/staff/runs/preview?all=true", order).json
        run = program.post("/api/v1/staff/runs", {**order, "token": shown["token"]}).json
        tell_all()

        assert [row["customer_number"] for row in shown["data"]] == [smithy.customer_number]
        assert run["company"].endswith(smithy.customer_number)
        assert (len(numbers(alice)), len(numbers(charlie))) == (1, 2)
        assert program.get(f"/api/v1/staff/runs/{run['id']}").json["invoices"] == 1

    @pytest.mark.parametrize("company", ["999999", "1", "5560000000"])
    def test_for_nobody_is_refused(self, as_user, sven, owing, company):
        answer = as_user(sven).post("/staff/runs", {"day": "2026-04-01", "company": company})

        assert answer.status_code == 409
        assert "No company has this customer number or organisation number." in answer.text

    def test_without_a_day_is_no_order(self, as_user, sven, owing):
        assert as_user(sven).post("/staff/runs", {"day": "soon"}).status_code == 422
        assert as_user(sven).get("/staff/runs/check").status_code == 302


class TestWhatWouldBeInvoiced:
    def test_points_out_what_differs_and_leaves_out_the_rest(self, as_user, sven, alice, owing):
        owing()
        page = as_user(sven).get(CHECK).text

        assert "Ågrens Bageri AB" in page
        assert "Nordströms Smide AB" not in page
        assert "differs by +200 %" in page

    def test_that_nothing_differs_or_nothing_is_owed_is_said(self, as_user, sven, owing):
        browser = as_user(sven)

        assert "Every invoice would be as last time." in browser.get(CHECK).text
        assert "has been invoiced" in browser.get("/staff/runs/check?day=2026-03-31").text

    def test_counts_what_stands_apart_only_where_something_does(
        self, as_user, sven, alice, charlie, clock
    ):
        """The first invoice of a company is issued by itself."""
        clock.set(APRIL)
        browser, counted = as_user(sven), []
        for person in (None, alice, charlie):
            if person:
                making.agreement(by=person, started_on=APRIL)
            page = browser.get(CHECK).text
            counted.append(re.findall(r'class="stat-hint">(\d+ (?:by itself|separately))<', page))

        assert counted == [[], ["1 by itself"], ["2 separately"]]


class TestARun:
    def test_shows_how_far_it_has_come_and_asks_again_by_itself(self, as_user, sven, owing):
        run = start_run(APRIL, by="calendar", now=now())
        db.session.commit()
        page = as_user(sven).get(f"/staff/runs/{run}").text

        assert "0 of 1 parts done" in page
        assert 'data-refresh="3"' in page
        assert '<noscript><meta http-equiv="refresh" content="9"></noscript>' in page
        assert "the calendar" in page

    def test_goes_on_where_some_of_it_is_left(self, as_user, api_as, sven, alice, owing, tell_all):
        run = start_run(APRIL, by="calendar", now=now())
        db.session.commit()
        with tenant_scope(1):
            db.session.execute(db.text("update deliveries set parked_at = now()"))
            db.session.commit()
        tell_all()
        assert progress_of(run)["left"] == 1

        assert as_user(sven).post(f"/staff/runs/{run}/resume").status_code == 302
        with tenant_scope(1):
            db.session.execute(db.text("delete from deliveries where parked_at is not null"))
            db.session.commit()
        tell_all()

        told = api_as(sven).post(f"/api/v1/staff/runs/{run}/resume").json
        assert (told["left"], told["invoices"]) == (0, 2)
        assert told["finished_at"] is not None
        assert len(numbers(alice)) == 2

    def test_that_is_not_there(self, as_user, sven):
        assert as_user(sven).get("/staff/runs/77").status_code == 404

    def test_is_listed_newest_first_and_page_by_page(self, as_user, api_as, sven, owing):
        ids = [start_run(APRIL, by="calendar", now=now()) for _ in range(2)]
        db.session.commit()
        program = api_as(sven)

        listed = [row["id"] for row in program.get("/api/v1/staff/runs").json["data"]]
        older = program.get(f"/api/v1/staff/runs?before={ids[1]}").json["data"]

        assert listed == ids[::-1]
        assert [row["id"] for row in older] == ids[:1]
        assert f"Run {ids[0]}" in as_user(sven).get("/staff/runs").text
