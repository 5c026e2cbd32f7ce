"""Staff's list of plans: who is on what, and a new edition, checked and then listed."""

import re
from dataclasses import replace
from datetime import date

import pytest

from saas.db import db
from saas.licensing.catalogue.models import StoredCatalogue, catalogue_on
from saas.licensing.plans.rules import Cadence, NoticeKind, NoticePolicy, Timing
from saas.licensing.price_list.rules import EditionTaken, with_edition
from saas.money import Money
from tests import factories
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, CATALOGUE, ENTERPRISE, PREMIUM, agreed

MONDAY, LATER = date(2026, 3, 2), date(2026, 6, 1)
NEW = {
    "edition": "2026.2",
    "sold_from": "2026-06-01",
    "seats_included": "3",
    "monthly_fee": "299,00",
    "seat_fee": "59",
    "quarter_fee": "",
    "quarter_seat_fee": "",
    "quarter_in": "arrears",
    "year_fee": "2990.00",
    "year_seat_fee": "590",
    "year_in": "advance",
    "features": ["web_service", "invoices"],
    "limit_invoices": "500",
    "limit_people_export": "7",
    "policy": "whole_calendar_months",
    "months": "3",
    "days": "",
}
PATH = "/staff/plans/basic/new"


@pytest.fixture(autouse=True)
def _forgotten(app, database):
    """The list a test has stored is nobody else's."""
    yield
    app.extensions.pop("catalogue", None)


@pytest.fixture
def signe(as_user, database):
    return as_user(staff_member("Signe"))


def hidden_on(page):
    """What the check page sends on."""
    [form] = re.findall(r'action="/staff/plans/\w+/list".*?</form>', page.text, re.DOTALL)
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    sent = {}
    for name, value in fields:
        if name == "features":
            sent.setdefault(name, []).append(value)
        elif name != "csrf_token":
            sent[name] = value
    return sent


def listed():
    found = catalogue_on(LATER)
    db.session.commit()
    return found


class TestAnotherCompany:
    def test_is_for_staff_only(self, as_user, alice):
        for path in ("/staff/plans", PATH, f"/staff/plans/editions/{BASIC.key}"):
            assert as_user(alice).get(path).status_code == 404


class TestTheList:
    def test_shows_every_edition_and_how_many_have_it(self, signe, alice, charlie):
        agreed(alice)
        page = signe.get("/staff/plans")

        assert page.status_code == 200
        assert "Nothing has been stored" in page.text
        cells = re.findall(
            r'data-label="Companies" class="number"><span class="cell">(\d+)', page.text
        )
        assert cells == ["1", "1", "0", "0"]  # Charlie is on Free

    def test_shows_who_has_an_edition(self, signe, alice, charlie):
        agreed(alice, extra_seats=2)
        page = signe.get(f"/staff/plans/editions/{BASIC.key}").text

        assert "Ågrens Bageri AB" in page
        assert "Nordströms Smide AB" not in page
        assert "By the year, in advance" in page
        assert signe.get("/staff/plans/editions/gold-1").status_code == 404
        assert signe.get(f"/staff/plans/editions/{BASIC.key}?after=-1").status_code == 404
        assert "No company has it" in signe.get(f"/staff/plans/editions/{PREMIUM.key}").text
        assert "By quote" in signe.get(f"/staff/plans/editions/{ENTERPRISE.key}").text

    def test_turns_pages(self, signe, database, monkeypatch):
        monkeypatch.setattr("saas.licensing.price_list.models.AT_A_TIME", 1)
        monkeypatch.setattr("saas.licensing.price_list.web.AT_A_TIME", 1)
        for n in range(2):
            company = factories.company(name=f"Company {n}", org_number=f"55600000{n:02}")
            agreed(factories.person(of=company, name=f"Owner {n}"))
        first = signe.get(f"/staff/plans/editions/{BASIC.key}").text

        assert "Company 0" in first
        assert "Company 1" not in first
        assert "after=1" in first
        assert "Company 1" in signe.get(f"/staff/plans/editions/{BASIC.key}?after=1").text


class TestANewEdition:
    def test_begins_with_what_the_newest_says(self, signe):
        page = signe.get(PATH).text

        assert 'name="monthly_fee" value="249.00"' in page
        assert 'name="year_fee" value="2490.00"' in page
        assert 'name="limit_invoices" value="200"' in page

    def test_is_shown_before_it_is_listed(self, signe):
        page = signe.post(PATH, NEW)

        assert page.status_code == 200
        assert "New: basic-2026.2" in page.text
        assert "500 a month" in page.text
        assert db.session.scalars(db.select(StoredCatalogue)).all() == []

    def test_is_listed_as_it_was_shown(self, signe):
        answer = signe.post("/staff/plans/basic/list", hidden_on(signe.post(PATH, NEW)))

        assert answer.location == "/staff/plans/editions/basic-2026.2"
        edition = listed()["basic-2026.2"]
        assert edition.sold_from == LATER
        assert edition.seats_included == 3
        assert [(p.cadence, p.fee, p.seat_fee) for p in edition.prices] == [
            (Cadence(1), Money.sek(299), Money.sek(59)),
            (Cadence(12, Timing.IN_ADVANCE), Money.sek(2990), Money.sek(590)),
        ]
        assert edition.features == ("web_service", "invoices")
        assert edition.limits == {"invoices": 500}
        assert edition.notice == NoticePolicy(NoticeKind.WHOLE_CALENDAR_MONTHS, 3)
        assert listed()[BASIC.key] == BASIC
        history = signe.get("/staff/plans").text
        assert "Signe" in history
        assert "From 1 June 2026" in history

    def test_another_s_edition_in_between_is_not_lost(self, signe):
        shown = hidden_on(signe.post(PATH, NEW))
        other = {**NEW, "edition": "2026.3", "sold_from": "2026-07-01"}
        signe.post("/staff/plans/basic/list", hidden_on(signe.post(PATH, other)))

        assert signe.post("/staff/plans/basic/list", shown).status_code == 302
        assert {"basic-2026.2", "basic-2026.3"} <= {e.key for e in listed().editions}

    def test_what_no_longer_holds_is_not_listed(self, signe):
        shown = hidden_on(signe.post(PATH, NEW))
        refused = signe.post("/staff/plans/basic/list", {**shown, "shown": "something else"})

        assert refused.status_code == 409
        assert "nothing was stored" in refused.text

    @pytest.mark.parametrize(
        ("field", "typed", "said", "status"),
        [
            ("edition", "2026", "already has an edition of that name", 409),
            ("edition", "Två", "figures, small letters", 422),
            ("sold_from", "2026-03-01", "from today or a later day", 409),
            ("sold_from", "soon", "Write a day", 422),
            ("monthly_fee", "a lot", "Write an amount", 422),
            ("monthly_fee", "", "Say what it costs by the month.", 409),
            ("year_seat_fee", "", "Let every way to pay have a price for seats", 422),
            ("months", "", "Say how many months, where months count.", 422),
            ("policy", "renewal_deadline", "Say how many", 422),
            ("seats_included", "0", "cannot be stored", 409),
        ],
    )
    def test_says_what_is_wrong(self, signe, field, typed, said, status):
        answer = signe.post(PATH, {**NEW, field: typed})

        assert said in answer.text
        assert answer.status_code == status

    def test_promises_no_renewal_where_nothing_is_renewed(self, signe):
        assert 'value="renewal_deadline"' not in signe.get(PATH).text
        assert 'value="renewal_deadline"' in signe.get("/staff/plans/enterprise/new").text
        answer = signe.post(PATH, {**NEW, "policy": "renewal_deadline", "months": "", "days": "60"})

        assert answer.status_code == 409
        assert "This plan has no binding term that is renewed" in answer.text

    def test_of_a_plan_by_contract_has_no_prices(self, signe):
        page = signe.get("/staff/plans/enterprise/new").text
        assert 'name="monthly_fee"' not in page
        order = {
            "edition": "2027",
            "sold_from": "2026-06-01",
            "features": ["integration"],
            "policy": "contract",
        }
        shown = hidden_on(signe.post("/staff/plans/enterprise/new", order))
        signe.post("/staff/plans/enterprise/list", shown)

        assert listed()["enterprise-2027"].by_contract
        assert listed()["enterprise-2027"].features == ("integration",)

    def test_a_plan_nobody_knows_is_not_found(self, signe):
        assert signe.get("/staff/plans/gold/new").status_code == 404


class TestTheRule:
    def test_an_edition_follows_those_of_its_plan(self):
        newer = replace(BASIC, edition="2027", sold_from=LATER)
        keys = [edition.key for edition in with_edition(CATALOGUE, newer).editions]

        assert keys == ["free-2026", "basic-2026", "basic-2027", "premium-2026", "enterprise-2026"]
        for taken in (replace(newer, edition="2026"), replace(newer, sold_from=BASIC.sold_from)):
            with pytest.raises(EditionTaken):
                with_edition(CATALOGUE, taken)
