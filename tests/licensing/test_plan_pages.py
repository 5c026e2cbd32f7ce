"""The plan page, the check page, and the same as JSON."""

import re
from datetime import date

import pytest

from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.company.models import Tenant
from tests.licensing.making import BASIC, ENTERPRISE, PREMIUM, agreed

ORDER = {"edition": BASIC.key, "extra_seats": 1}
CHECK = f"/plan/check?edition={BASIC.key}&extra_seats=1"
INVOICES_GO = {
    "street": "Ågatan 1",
    "postcode": "111 22",
    "city": "Stockholm",
    "invoice_email": "faktura@bageriet.example",
}


def token_on(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


class TestAnotherCompany:
    def test_has_its_own_plan(self, as_user, api_as, alice, charlie):
        agreed(alice)

        assert "is on Free" in as_user(charlie).get("/plan").text
        assert api_as(charlie).get("/api/v1/plan").json["agreement"] is None

    def test_cannot_confirm_what_was_shown_to_us(self, api_as, alice, charlie):
        token = api_as(alice).post("/api/v1/plan/preview", json=ORDER).json["token"]

        answer = api_as(charlie).post("/api/v1/plan/change", json={"token": token})

        assert (answer.status_code, answer.json["type"]) == (409, "/problems/preview-outdated")


class TestComparing:
    def test_is_open_to_visitors(self, database, visitor, api_as):
        page = visitor.get("/plans", headers={"Accept-Language": "en"}).text
        plans = api_as(None).get("/api/v1/plans").json

        assert "SEK249.00" in page.replace("\N{NO-BREAK SPACE}", "")
        assert "The prices are examples." in page
        assert "Ask for a quote" in page
        assert [plan["plan"] for plan in plans["data"]] == [
            "free",
            "basic",
            "premium",
            "enterprise",
        ]
        assert plans["data"][1]["monthly_fee_with_vat"] == {"minor": 31125, "currency": "SEK"}
        assert plans["example_prices"] is True

    def test_says_what_the_company_has(self, as_user, alice):
        agreed(alice, extra_seats=1)
        page = as_user(alice).get("/plan").text

        assert "is on Basic" in page
        assert "1 of 3 seats used" in page
        assert "2 April 2026" in page
        assert "Give notice" in page

    def test_offers_changes_to_those_who_may_change_only(self, as_user, alice, bob):
        assert "Choose Basic" in as_user(alice).get("/plan").text
        assert "Choose Basic" not in as_user(bob).get("/plan").text


class TestChoosing:
    def test_leads_to_the_check_page(self, as_user, alice):
        answer = as_user(alice).post("/plan/choose", ORDER)

        assert (answer.status_code, answer.location) == (302, CHECK)

    @pytest.mark.parametrize(
        ("typed", "said", "status"),
        [
            ({"edition": "", "extra_seats": "1"}, "Choose a plan.", 422),
            ({"edition": BASIC.key, "extra_seats": "two"}, "Write a whole number", 422),
            ({"edition": BASIC.key, "extra_seats": "-1"}, "Write a whole number", 422),
            ({"edition": BASIC.key, "extra_seats": "10001"}, "more than can be ordered", 422),
            ({"edition": "gold", "extra_seats": "0"}, "There is no such plan.", 409),
            ({"edition": ENTERPRISE.key, "extra_seats": "0"}, "Ask us for a quote.", 409),
        ],
    )
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, as_user, alice, typed, said, status):
        page = as_user(alice).post("/plan/choose", typed)

        assert page.status_code == status
        assert said in page.text
        assert f'value="{typed["extra_seats"]}"' in page.text

    def test_begins_with_the_shortest_way_to_pay_that_all_are_sold_by(self, as_user, alice):
        page = as_user(alice).get("/plan/choose").text

        assert re.findall(r'name="cadence" value="(\w+)" checked', page) == ["month"]

    def test_begins_with_the_way_the_company_pays(self, as_user, api_as, alice):
        yearly = {**ORDER, "cadence": "year"}
        token = api_as(alice).post("/api/v1/plan/preview", json=yearly).json["token"]
        assert api_as(alice).post("/api/v1/plan/change", json={"token": token}).status_code == 201

        page = as_user(alice).get("/plan/choose").text

        assert re.findall(r'name="cadence" value="(\w+)" checked', page) == ["year"]

    def test_a_whole_number_is_whole(self, api_as, alice):
        for wrong in (1.5, True, "1.0", [1]):
            answer = api_as(alice).post(
                "/api/v1/plan/preview", json={**ORDER, "extra_seats": wrong}
            )
            assert (answer.status_code, list(answer.json["errors"])) == (422, ["extra_seats"])

    def test_is_not_for_members(self, as_user, api_as, bob):
        assert as_user(bob).get("/plan/choose").status_code == 403
        assert as_user(bob).get(CHECK).status_code == 403
        assert api_as(bob).post("/api/v1/plan/preview", json=ORDER).status_code == 403


class TestChecking:
    def test_shows_every_line_to_the_ore(self, as_user, alice, clock):
        clock.set(date(2026, 3, 1))
        page = as_user(alice).get(CHECK).text.replace("\N{NO-BREAK SPACE}", "")

        for said in ("all of March, 1 × SEK249.00", "1 seat × SEK49.00", "SEK298.00", "SEK74.50"):
            assert said in page
        assert "Agree and be invoiced SEK372.50" in page
        assert "1 April 2026" in page

    def test_confirming_agrees(self, as_user, api_as, alice):
        browser = as_user(alice)
        answer = browser.post(CHECK, {"token": token_on(browser.get(CHECK))})

        assert (answer.status_code, answer.location) == (302, "/plan/done")
        assert "3 seats" in browser.get("/plan/done").text
        assert api_as(alice).get("/api/v1/plan").json["edition"] == BASIC.key

    def test_a_stale_token_is_refused_and_shown_anew(self, as_user, alice, clock):
        browser = as_user(alice)
        stale = token_on(browser.get(CHECK))
        clock.set(date(2026, 3, 9))

        page = browser.post(CHECK, {"token": stale})

        assert page.status_code == 409
        assert "This has changed since you looked" in page.text
        assert "9 April 2026" in page.text
        assert browser.post(CHECK, {"token": token_on(page)}).status_code == 302

    @pytest.mark.parametrize("spoil", [lambda t: t[:-2], lambda t: "x" + t, lambda _t: "nonsense"])
    def test_a_tampered_token_is_refused(self, as_user, alice, spoil):
        browser = as_user(alice)

        page = browser.post(CHECK, {"token": spoil(token_on(browser.get(CHECK)))})

        assert page.status_code == 409
        assert browser.get("/plan/done").location == "/plan"

    def test_confirming_twice_agrees_once(self, as_user, alice):
        browser = as_user(alice)
        token = token_on(browser.get(CHECK))
        browser.post(CHECK, {"token": token})

        assert browser.post(CHECK, {"token": token}).status_code == 409

    def test_an_address_that_does_not_hold_leads_back(self, as_user, alice):
        for query in ("", "?edition=basic-2026&extra_seats=x", "?colour=red"):
            assert as_user(alice).get(f"/plan/check{query}").location == "/plan/choose"

    def test_nor_does_one_that_names_other_things_than_an_order(self, as_user, alice):
        order = f"?edition={BASIC.key}&extra_seats=1&endpoint=x"
        answer = as_user(alice).post(f"/plan/invoice-details{order}", INVOICES_GO)

        assert (answer.status_code, answer.location) == (302, "/plan/choose")

    def test_asks_where_invoices_go_first(self, as_user, alice):
        with tenant_scope(alice.tenant_id):
            company = db.session.get_one(Tenant, alice.tenant_id)
            company.street = company.invoice_email = ""
            db.session.commit()
        browser = as_user(alice)
        details = browser.get(CHECK).location

        assert details.startswith("/plan/invoice-details?")
        wrong = browser.post(details, {"street": "Ågatan 1", "invoice_email": "no"})
        assert wrong.status_code == 422
        assert "Ågatan 1" in wrong.text
        sent = browser.post(details, INVOICES_GO)
        assert sent.location == CHECK
        assert "faktura@bageriet.example" in browser.get(CHECK).text


class TestOverTheApi:
    def test_the_charge_is_the_preview(self, api_as, alice):
        program = api_as(alice)
        preview = program.post("/api/v1/plan/preview", json=ORDER).json

        assert [line["net"]["minor"] for line in preview["lines"]] == [24900, 4900]
        assert preview["now"]["total"] == {"minor": 37250, "currency": "SEK"}
        assert preview["next_charge_on"] == "2026-04-02"
        changed = program.post("/api/v1/plan/change", json={"token": preview["token"]})
        assert (changed.status_code, changed.json["seats"]["entitled"]) == (201, 3)

    def test_ordering_more_seats(self, api_as, alice):
        agreed(alice)
        program = api_as(alice)
        preview = program.post("/api/v1/plan/preview", json={**ORDER, "extra_seats": 4}).json
        changed = program.post("/api/v1/plan/change", json={"token": preview["token"]})

        assert changed.json["extra_seats"] == 4
        assert changed.json["seats"]["entitled"] == 6

    def test_less_holds_from_the_next_period_and_can_be_withdrawn(self, api_as, alice):
        agreed(alice, edition=PREMIUM, extra_seats=2)
        program = api_as(alice)

        fewer = program.post(
            "/api/v1/plan/preview", json={"edition": PREMIUM.key, "extra_seats": 1}
        ).json
        less = program.post(
            "/api/v1/plan/preview", json={"edition": BASIC.key, "extra_seats": 2}
        ).json
        changed = program.post("/api/v1/plan/change", json={"token": less["token"]}).json

        assert (fewer["starts_on"], fewer["lines"]) == ("2026-04-02", [])
        assert fewer["yearly_effect"]["minor"] == -12 * 4900
        assert [line["net"]["minor"] for line in less["next_lines"]] == [24900, 9800]
        assert changed["edition"] == PREMIUM.key
        assert [(c["edition"], c["starts_on"]) for c in changed["coming"]] == [
            (BASIC.key, "2026-04-02")
        ]
        assert program.delete("/api/v1/plan/change").json["coming"] == []
        assert program.delete("/api/v1/plan/change").json["type"] == (
            "/problems/no-change-to-withdraw"
        )
