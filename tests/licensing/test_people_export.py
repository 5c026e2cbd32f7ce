"""People as a file: who may fetch it, what is in it, and what one is told without the feature."""

import csv
import io
from datetime import date

import pytest
from sqlalchemy import select

from saas.db import db
from saas.licensing.entitlements.models import FeatureUsage
from saas.scope import tenant_scope
from tests import factories
from tests.licensing.making import BASIC, PREMIUM, agreed

FILE, API = "/people/export/people.csv", "/api/v1/people/export"


def fetched(person):
    """How often this month."""
    with tenant_scope(person.tenant_id):
        return db.session.scalar(select(FeatureUsage.used)) or 0


class TestAnotherCompany:
    def test_is_in_nobody_else_s_file(self, as_user, alice, bob, charlie):
        agreed(alice)
        agreed(charlie)

        ours, theirs = as_user(alice).post(FILE).text, as_user(charlie).post(FILE).text

        assert "Bob" in ours
        assert "Charlie" not in ours
        assert theirs.count("\r\n") == 2
        assert (fetched(alice), fetched(charlie)) == (1, 1)


class TestTheFile:
    def test_says_who_has_which_role_and_a_seat(self, as_user, alice, bob):
        agreed(alice)
        answer = as_user(alice).post(FILE)
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff")), delimiter=";"))

        assert answer.headers["Content-Type"].startswith("text/csv")
        assert "attachment; filename=" in answer.headers["Content-Disposition"]
        assert rows == [
            ["Name", "E-mail", "Role", "Since", "Seat"],
            ["Alice", alice.email, "Owner", "2026-03-02", "Yes"],
            ["Bob", bob.email, "Member", "2026-03-02", "Yes"],
        ]

    def test_runs_nothing_in_a_spreadsheet(self, as_user, alice, bakery):
        agreed(alice)
        factories.person(of=bakery, name="=1+1", email="x@y.example")

        assert "\r\n'=1+1;x@y.example;" in as_user(alice).post(FILE).text

    def test_is_the_same_over_the_api(self, api_as, alice):
        agreed(alice)
        answer = api_as(alice).post(API)

        assert (answer.status_code, answer.mimetype) == (200, "text/csv")
        assert alice.email in answer.text
        assert fetched(alice) == 1

    def test_is_not_counted_by_looking_for_it(self, as_user, api_as, alice):
        agreed(alice)

        assert as_user(alice).get(FILE).status_code == 405
        assert api_as(alice).get(API).status_code == 405
        assert fetched(alice) == 0

    def test_is_counted_once_for_a_program_that_repeats_itself(self, api_as, alice):
        agreed(alice)
        first, again = (
            api_as(alice).post(API, headers={"Idempotency-Key": "k1"}) for _ in range(2)
        )

        assert first.data == again.data
        assert fetched(alice) == 1


class TestWithoutTheFeature:
    def test_a_page_says_what_the_plan_lacks_and_what_it_would_cost(self, as_user, alice):
        for ask, path in (("get", "/people/export"), ("post", FILE)):
            page = getattr(as_user(alice), ask)(path)
            text = page.text.replace("\N{NO-BREAK SPACE}", "")

            assert page.status_code == 402
            assert "Your plan Free does not include “People and seats as a file”." in text
            assert "SEK249.00" in text
            assert f"/plan/choose?edition={BASIC.key}" in text
            assert "By quote" in text

    def test_a_colleague_is_sent_to_an_administrator(self, as_user, alice, bob):
        page = as_user(bob).get("/people/export").text

        assert "administrators to change plan" in page
        assert "/plan/choose" not in page

    def test_a_program_is_told_the_same(self, api_as, alice):
        refused = api_as(alice).post(API)

        assert (refused.status_code, refused.mimetype) == (402, "application/problem+json")
        assert refused.json["type"] == "/problems/feature-missing"
        assert refused.json["plans"][0]["edition"] == BASIC.key


class TestWhenTheMonthIsUsed:
    @pytest.fixture
    def used_up(self, alice):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            db.session.add(
                FeatureUsage(feature="people_export", month=date(2026, 3, 1), used=100, most=100)
            )
            db.session.commit()

    def test_a_bigger_plan_is_shown(self, as_user, alice, used_up):
        page = as_user(alice).post(FILE)

        assert page.status_code == 402
        assert "includes 100 a month" in page.text
        assert "It is counted anew from 1 April 2026." in page.text
        assert f"/plan/choose?edition={PREMIUM.key}" in page.text
        assert fetched(alice) == 100

    def test_another_month_begins_anew(self, as_user, alice, used_up, clock):
        clock.set(date(2026, 4, 1))

        assert as_user(alice).post(FILE).status_code == 200


class TestWhoMay:
    def test_fetch_it(self, as_user, alice, bob):
        agreed(alice)

        assert as_user(bob).post(FILE).status_code == 403
        assert fetched(alice) == 0
        page = as_user(alice).get("/people/export").text
        assert "0 of 100 files fetched" in page
        assert FILE in page
