"""The statement of account adds up, line by line."""

from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from saas.billing.ledger.actions import book_payment
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.billing.statement import models as statement
from saas.billing.statement.models import movements_between
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making

MARCH = date(2026, 3, 1)


def lived(alice, bakery):
    """An upgrade taken back in mid-month after the invoice was overpaid."""
    agreement = making.agreement(by=alice, started_on=MARCH, fee=599_00, name="Premium")
    invoice = making.invoice_again(agreement, by=alice, today=MARCH)
    with tenant_scope(bakery.id):
        allocations = {invoice.id: invoice.total}
        book_payment("pay_1", amount=Money.sek(800), allocations=allocations, on=date(2026, 3, 9))
        db.session.commit()
    making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=249_00)
    making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))


def test_charlie_sees_an_empty_one(api_as, as_user, alice, bakery, charlie):
    program, browser = api_as(charlie), as_user(charlie)
    lived(alice, bakery)

    answer = program.get("/api/v1/statement").json

    nothing = {"balance": {"minor": 0, "currency": "SEK"}, "days": None, "data": [], "next": None}
    assert answer == nothing
    assert "Nothing has happened yet" in browser.get("/statement").text


def test_bob_may_not_see_money(api_as, bob):
    assert api_as(bob).get("/api/v1/statement").status_code == 403


def test_says_what_was_owed_after_each_event(api_as, alice, bakery):
    program = api_as(alice)
    lived(alice, bakery)

    answer = program.get("/api/v1/statement").json

    assert answer["balance"]["minor"] == -262_95
    assert [
        (row["kind"], row["change"]["minor"], row["balance"]["minor"]) for row in answer["data"]
    ] == [
        ("credited", -211_70, -262_95),
        ("paid", -800_00, -51_25),
        ("invoiced", 748_75, 748_75),
    ]


def test_comes_in_pages_whose_balances_go_on(api_as, as_user, alice, bakery):
    program, browser = api_as(alice), as_user(alice)
    lived(alice, bakery)

    first = program.get("/api/v1/statement?limit=2").json
    rest = program.get(f"/api/v1/statement?limit=2&before={first['next']}").json

    assert [row["balance"]["minor"] for row in rest["data"]] == [748_75]
    assert (first["next"], rest["next"]) == ("paid:pay_1", None)
    for unknown in ("paid:pay_2", "stolen:pay_1", "7"):
        assert program.get(f"/api/v1/statement?before={unknown}").status_code == 404
    assert "To your credit" in browser.get("/statement").text


class TestOfSomeDays:
    CHOSEN = "/statement?currency=SEK&from=2026-03-05&to=2026-03-16"

    def test_shows_what_happened_in_them_and_what_was_owed_around(self, as_user, alice, bakery):
        browser = as_user(alice)
        lived(alice, bakery)

        page = browser.get(self.CHOSEN).text

        assert "pay_1" in page
        assert "800.00" in page
        assert "211.70" not in page
        before, after = page.partition("Owed before")[2], page.partition("Owed after")[2]
        assert "748.75" in before.partition("</dd>")[0]
        assert "51.25" in after.partition("</dd>")[0]
        for kept in ('value="2026-03-05"', 'value="2026-03-16"'):
            assert kept in page

    def test_are_this_year_s_until_the_last_where_only_that_is_chosen(self, as_user, alice, bakery):
        browser = as_user(alice)
        lived(alice, bakery)

        page = browser.get("/statement?to=2026-03-09&from=").text

        assert 'value="2026-01-01"' in page
        assert "pay_1" in page
        assert "211.70" not in page

    @pytest.mark.parametrize(
        ("days", "said"),
        [
            ("from=2026-03-16&to=2026-03-05", "The last day comes before the first."),
            ("from=5+mars&to=2026-03-05", "Write the day, such as 2026-03-02."),
        ],
    )
    @pytest.mark.parametrize("door", ["", "/statement.pdf", "/statement.csv"])
    def test_that_cannot_be_are_told_of_beside_the_field_as_typed(
        self, as_user, alice, bakery, days, said, door
    ):
        browser = as_user(alice)
        lived(alice, bakery)

        answer = browser.get(f"/statement{door}?{days}")

        assert answer.status_code == 422
        assert answer.text.count(said) == 2
        assert 'aria-invalid="true"' in answer.text
        assert 'value="2026-03-05"' in answer.text
        assert ('value="5 mars"' in answer.text) == ("mars" in days)

    def test_without_events_say_so_and_can_be_chosen_anew(self, as_user, alice, bakery):
        browser = as_user(alice)
        lived(alice, bakery)

        page = browser.get("/statement?from=2026-01-01&to=2026-01-31").text

        assert "Nothing happened" in page
        assert 'href="/statement?currency=SEK"' in page

    def test_come_in_pages_that_stay_within_them(self, api_as, as_user, alice, bakery):
        program = api_as(alice)
        lived(alice, bakery)
        days = "/api/v1/statement?from=2026-03-01&to=2026-03-16&limit=1"

        first = program.get(days).json
        rest = program.get(f"{days}&before={first['next']}").json

        assert first["days"] == {
            "from": "2026-03-01",
            "to": "2026-03-16",
            "opening": {"minor": 0, "currency": "SEK"},
            "closing": {"minor": -51_25, "currency": "SEK"},
        }
        assert [row["kind"] for row in first["data"] + rest["data"]] == ["paid", "invoiced"]
        assert (rest["next"], rest["balance"]["minor"]) == (None, -262_95)
        assert program.get(f"{days}&before=paid:pay_2").status_code == 404

    def test_are_nobody_else_s(self, as_user, api_as, alice, bakery, bob, charlie):
        lived(alice, bakery)

        assert "pay_1" not in as_user(charlie).get(self.CHOSEN).text
        assert as_user(bob).get(self.CHOSEN).status_code == 403


class TestOnPaper:
    def test_says_what_was_owed_before_and_after(self, as_user, alice, bakery):
        browser = as_user(alice)
        lived(alice, bakery)

        answer = browser.get("/statement/statement.pdf?from=2026-03-05&to=2026-03-31")

        said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        assert answer.mimetype == "application/pdf"
        for amount in ("748.75", "−800.00", "−51.25", "−262.95"):
            assert amount in said

    def test_of_days_without_events_says_what_is_owed(self, api_as, alice, bakery, inside):
        program = api_as(alice)
        lived(alice, bakery)

        answer = program.get("/api/v1/statement/statement.pdf?from=2026-03-20&to=2026-03-31")

        said = "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)
        assert said.count("−262.95") == 2
        before = movements_between(date(2026, 1, 1), date(2026, 2, 1))
        assert (before.opening, before.closing, before.moved) == (Money(0), Money(0), [])

    def test_is_not_bob_s_and_not_of_days_the_wrong_way_round(self, api_as, alice, bob):
        assert api_as(bob).get("/api/v1/statement/statement.pdf").status_code == 403
        wrong = "/api/v1/statement/statement.pdf?from=2026-03-02&to=2026-03-01"
        assert api_as(alice).get(wrong).status_code == 422


class TestAsAFile:
    def test_is_of_the_days_chosen_on_the_page(self, as_user, alice, bakery):
        browser = as_user(alice)
        lived(alice, bakery)
        page = browser.get("/statement").text

        answer = browser.get("/statement/statement.csv?currency=SEK&from=2026-03-05&to=2026-03-31")

        for part in ('type="date" id="from" name="from"', 'type="date" id="to" name="to"'):
            assert part in page
        assert 'method="get" action="/statement"' in page
        assert 'formaction="/statement/statement.csv"' in page
        rows = answer.text.removeprefix("\ufeff").splitlines()
        assert rows[0] == "Date;What;Number;Amount;Balance;Currency"
        assert [row.split(";")[3:] for row in rows[1:]] == [
            ["-800,00", "-51,25", "SEK"],
            ["-211,70", "-262,95", "SEK"],
        ]

    def test_is_nobody_elses(self, api_as, alice, bakery, bob, charlie):
        programs = api_as(alice), api_as(bob), api_as(charlie)
        lived(alice, bakery)
        days = "/api/v1/statement/statement.csv?from=2026-03-01&to=2026-03-31"

        ours, his, theirs = (program.get(days) for program in programs)

        assert (len(ours.text.splitlines()), his.status_code) == (4, 403)
        assert len(theirs.text.splitlines()) == 1


class TestOtherCurrencies:
    def test_have_an_account_each(self, api_as, as_user, alice, bakery):
        lived(alice, bakery)
        with tenant_scope(bakery.id):
            credit = Money(50_00, "EUR")
            book_payment("pay_e", amount=credit, allocations={}, on=date(2026, 3, 20))
            db.session.commit()
        program, browser = api_as(alice), as_user(alice)

        euro = program.get("/api/v1/statement?currency=EUR").json

        assert euro["balance"] == {"minor": -50_00, "currency": "EUR"}
        assert [row["reference"] for row in euro["data"]] == ["pay_e"]
        assert program.get("/api/v1/statement").json["balance"]["minor"] == -262_95
        page = browser.get("/statement?currency=EUR").text
        assert 'aria-current="page">EUR<' in page
        assert "pay_1" not in page
        paper = browser.get("/statement/statement.pdf?currency=EUR&from=2026-03-01&to=2026-03-31")
        words = "".join(each.extract_text() for each in PdfReader(BytesIO(paper.data)).pages)
        assert "pay_e" in words
        assert "pay_1" not in words

    def test_are_told_of_by_who_sells_in_them(self, as_user, alice, bakery):
        lived(alice, bakery)
        details, terms = seller_in(EXAMPLE)
        euro = replace(details, name="Euro AB")
        name_seller(euro, terms, code="euro", selling={"currency": "EUR", "series": "E"})
        db.session.commit()

        def names(currency):
            days = "from=2026-03-01&to=2026-03-31"
            paper = as_user(alice).get(f"/statement/statement.pdf?currency={currency}&{days}")
            words = "".join(each.extract_text() for each in PdfReader(BytesIO(paper.data)).pages)
            return [name for name in ("Euro AB", "Kundzon Exempel AB") if name in words]

        assert names("EUR") == ["Euro AB"]
        assert names("SEK") == ["Kundzon Exempel AB"]

    def test_that_one_has_no_account_in_are_empty(self, api_as, alice, bakery):
        lived(alice, bakery)

        nothing = api_as(alice).get("/api/v1/statement?currency=NOK").json

        assert (nothing["balance"]["minor"], nothing["data"]) == (0, [])
        assert api_as(alice).get("/api/v1/statement?currency=kr").status_code == 422


def test_more_than_is_read_on_paper_is_refused(as_user, alice, bakery, monkeypatch):
    lived(alice, bakery)
    monkeypatch.setattr(statement, "MOST_ON_PAPER", 2)

    for door in ("", "/statement.pdf"):
        answer = as_user(alice).get(f"/statement{door}?from=2026-03-01&to=2026-03-31")

        assert answer.status_code == 409
        assert "Choose fewer days" in answer.text
        assert 'value="2026-03-31"' in answer.text
