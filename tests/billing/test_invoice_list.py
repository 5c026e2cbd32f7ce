"""The list of invoices: filters, search, sums, pages in both directions, and the file."""

import csv
import io
import re
from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from saas.billing.invoices.rules import Asked, Show, sought
from saas.billing.ledger.actions import book_payment
from saas.billing.open_claims.models import OpenClaim
from saas.billing.proof.models import findings
from saas.db import db
from saas.documents.spreadsheet import decimal
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.asking import questions
from tests.billing import making

MONTHS = [date(2025, month, 1) for month in range(1, 7)]


@pytest.fixture
def issued(alice, once):
    """Six invoices of the bakery, January to June 2025, oldest first."""

    def six():
        agreement = making.agreement(by=alice, started_on=MONTHS[0])
        rows = [making.invoice_again(agreement, by=alice, today=day) for day in MONTHS]
        kept = ("id", "number", "ocr", "total", "issued_on", "agreement_id")
        return [SimpleNamespace(**{name: getattr(row, name) for name in kept}) for row in rows]

    return once("six invoices", alice, six)


@pytest.fixture
def numbers(issued):
    return [each.number for each in issued]


@pytest.fixture
def asks(api_as, alice):
    """The numbers Alice is answered with over the API."""
    program = api_as(alice)

    def ask(query=""):
        return [row["number"] for row in program.get(f"/api/v1/invoices?{query}").json["data"]]

    return ask


def pays(alice, invoice, reference="p1", part=None):
    amount = part or invoice.total
    with tenant_scope(alice.tenant_id):
        book_payment(
            reference,
            amount=amount,
            allocations={invoice.id: amount},
            on=date(2025, 6, 2),
        )
        db.session.commit()


class TestCharlie:
    def test_finds_nothing_by_any_word(self, api_as, as_user, charlie, issued):
        program, browser = api_as(charlie), as_user(charlie)
        one = issued[0]

        for words in (one.number, one.ocr, "373,75", one.number[:4]):
            assert program.get(f"/api/v1/invoices?search={words}").json["data"] == []
        assert program.get("/api/v1/invoices?since=2025-01-01").json["sums"] == []
        assert one.number not in browser.get("/invoices/export.csv").text

    @pytest.mark.parametrize("way", ["after", "before"])
    def test_cannot_begin_a_page_at_ours(self, api_as, charlie, numbers, way):
        assert api_as(charlie).get(f"/api/v1/invoices?{way}={numbers[0]}").status_code == 404


class TestWhoMayLook:
    @pytest.mark.parametrize("path", ["/invoices", "/invoices/export.csv"])
    def test_bob_may_not(self, as_user, bob, issued, path):
        assert as_user(bob).get(path).status_code == 403

    def test_an_auditor_may_and_is_not_offered_to_pay(self, as_user, bakery, alice, numbers):
        auditor = factories.person(of=bakery, name="Axel", role="auditor")

        page = as_user(auditor).get("/invoices").text

        assert numbers[0] in page
        assert "mass-payment" not in page


class TestFilters:
    def test_by_standing(self, asks, alice, issued, numbers, clock):
        pays(alice, issued[0])
        clock.set(date(2025, 6, 15))

        assert asks("show=all") == numbers[::-1]
        assert asks("show=paid") == numbers[:1]
        assert asks("show=open") == numbers[:0:-1]
        assert asks("show=overdue") == numbers[4:0:-1]
        assert asks("show=credits") == []

    def test_by_period_both_days_included(self, asks, numbers):
        assert asks("since=2025-02-01&through=2025-03-01") == numbers[2:0:-1]

    def test_by_currency(self, asks, numbers):
        assert asks("currency=SEK") == numbers[::-1]
        assert asks("currency=EUR") == []

    def test_credit_notes_are_found_among_invoices(self, asks, alice, issued, numbers):
        agreement = SimpleNamespace(id=issued[0].agreement_id)
        making.terms(agreement, by=alice, starts_on=date(2025, 6, 15), fee=100_00, name="Lite")
        note = making.invoice_again(agreement, by=alice, today=date(2025, 6, 15))

        assert asks("show=credits") == [note.number]
        assert note.number in asks("show=all")
        assert note.number not in asks("show=paid")

    @pytest.mark.parametrize(
        "query", ["show=mine", "limit=0", "limit=101", "secret=1", "since=soon", "currency=kronor"]
    )
    def test_the_api_refuses_what_it_does_not_understand(self, api_as, alice, query):
        assert api_as(alice).get(f"/api/v1/invoices?{query}").status_code == 422

    def test_the_page_leaves_it_aside(self, as_user, alice, numbers):
        page = as_user(alice).get("/invoices?show=mine&since=soon&secret=1")

        assert (page.status_code, numbers[0] in page.text) == (200, True)


class TestSearch:
    def test_by_beginning_of_number_by_ocr_and_by_amount(self, asks, issued, numbers):
        assert asks(f"search={numbers[2]}") == [numbers[2]]
        assert asks(f"search={numbers[2][:4]}") == numbers[::-1]
        assert asks(f"search={issued[3].ocr}") == [numbers[3]]
        assert asks("search=373,75") == numbers[::-1]
        assert asks("search=373.76") == []

    def test_says_that_nothing_was_found(self, as_user, alice, issued):
        assert "None found" in as_user(alice).get("/invoices?search=PO-1").text

    @pytest.mark.parametrize(
        ("written", "digits", "minor"),
        [
            ("2026 0000 123", "20260000123", 20260000123_00),
            ("561,25", "", 561_25),
            ("1 234,50 kr", "", 1_234_50),
            ("1,234.50", "", 1_234_50),
            ("1.234.567,5 SEK", "", 1_234_567_50),
            ("-12", "", 12_00),
            ("PO-4711", "", None),
            ("12,34,5", "", None),
        ],
    )
    def test_reads_what_people_write(self, written, digits, minor):
        assert (sought(written).digits, sought(written).minor) == (digits, minor)

    @given(st.integers(0, 10**12))
    @example(0)
    def test_an_amount_is_found_as_it_is_written(self, minor):
        assert sought(decimal(Money(minor))).minor == minor


class TestSums:
    def test_are_of_all_pages_of_what_is_asked_for(self, api_as, alice, issued):
        pays(alice, issued[1])
        answer = api_as(alice).get("/api/v1/invoices?since=2025-02-01&limit=2").json

        assert len(answer["data"]) == 2
        assert answer["sums"] == [
            {
                "count": 5,
                "total": {"minor": 5 * 373_75, "currency": "SEK"},
                "open": {"minor": 4 * 373_75, "currency": "SEK"},
            }
        ]

    @pytest.mark.parametrize("show", Show, ids=str)
    @pytest.mark.parametrize("narrow", ["since=2025-02-01", "search=2025", "currency=SEK"])
    def test_are_those_of_the_rows(self, api_as, alice, issued, clock, show, narrow):
        pays(alice, issued[0])
        pays(alice, issued[1], reference="p2")
        pays(alice, issued[2], reference="p3", part=Money(100_00))
        agreement = SimpleNamespace(id=issued[0].agreement_id)
        making.terms(agreement, by=alice, starts_on=date(2025, 6, 15), fee=100_00, name="Lite")
        making.invoice_again(agreement, by=alice, today=date(2025, 6, 15))
        clock.set(date(2025, 6, 20))

        answer = api_as(alice).get(f"/api/v1/invoices?show={show}&{narrow}").json

        [told] = answer["sums"]
        rows = answer["data"]
        assert told["count"] == len(rows) > 0
        assert told["total"]["minor"] == sum(row["total"]["minor"] for row in rows)
        assert told["open"]["minor"] == sum(max(0, row["open"]["minor"]) for row in rows)

    def test_are_left_out_where_nothing_is_found(self, api_as, alice, issued):
        for show in ("paid", "credits"):
            assert api_as(alice).get(f"/api/v1/invoices?show={show}").json["sums"] == []

    def test_are_left_out_where_everything_is_shown(self, api_as, alice, issued):
        assert api_as(alice).get("/api/v1/invoices").json["sums"] == []

    def test_head_the_page(self, as_user, alice, issued, clock):
        clock.set(date(2025, 6, 15))

        page = as_user(alice).get("/invoices?since=2025-05-01").text.replace("\u00a0", " ")

        assert "6 open invoices" in page
        assert "SEK 2,242.50" in page
        assert "2 invoices in all" in page


class TestPages:
    def test_go_on_and_come_back(self, api_as, alice, numbers):
        program = api_as(alice)
        first = program.get("/api/v1/invoices?limit=2").json
        second = program.get(f"/api/v1/invoices?limit=2&after={first['next']}").json
        back = program.get(f"/api/v1/invoices?limit=2&before={second['previous']}").json

        assert [row["number"] for row in second["data"]] == numbers[3:1:-1]
        assert back["data"] == first["data"]
        assert (first["previous"], back["previous"]) == (None, None)

    @pytest.mark.parametrize("limit", [1, 2, 4, 6, 100])
    def test_by_their_links_show_everything_once_in_either_direction(
        self, api_as, alice, numbers, limit
    ):
        program = api_as(alice)
        seen, answer = walk(program, f"/api/v1/invoices?since=2025-01-01&limit={limit}", "next")
        assert seen == numbers[::-1]
        back, _ = walk(program, answer.request.full_path, "prev")
        assert set(back) == set(numbers)

    def test_do_not_move_when_an_invoice_comes(self, asks, alice, issued, numbers):
        first = asks("limit=3")
        agreement = SimpleNamespace(id=issued[0].agreement_id)
        making.invoice_again(agreement, by=alice, today=date(2025, 7, 1))

        assert asks(f"limit=3&after={first[-1]}") == numbers[2::-1]

    def test_have_links_on_the_page(self, as_user, alice, issued, monkeypatch):
        monkeypatch.setattr("saas.billing.invoices.web.PAGE", 2)
        browser = as_user(alice)
        first = browser.get("/invoices?show=open").text
        older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
        second = browser.get(older).text

        assert "show=open" in older
        assert 'rel="prev"' in second
        assert 'rel="prev"' not in first


def walk(program, path, way):
    """The numbers on every page that the header Link leads to, and the last answer."""
    seen = []
    while True:
        answer = program.get(path)
        seen += [row["number"] for row in answer.json["data"]]
        found = re.search(rf'<([^>]+)>; rel="{way}"', answer.headers.get("Link", ""))
        if not found:
            return seen, answer
        path = found[1]


class TestTheFile:
    def test_has_every_invoice_asked_for(self, as_user, alice, issued, numbers):
        pays(alice, issued[0])

        answer = as_user(alice).get("/invoices/export.csv?through=2025-02-01")

        header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
        assert header[0] == "Number"
        assert [row[0] for row in rows] == numbers[1::-1]
        assert [row[4:7] for row in rows] == [
            ["373,75", "373,75", "SEK"],
            ["373,75", "0,00", "SEK"],
        ]
        assert answer.content_type.startswith("text/csv")

    def test_comes_over_the_api(self, api_as, alice, numbers):
        text_ = api_as(alice).get("/api/v1/invoices/export.csv?show=open").text
        assert all(number in text_ for number in numbers)


class TestWhatIsOpen:
    def test_follows_the_ledger_and_is_gone_when_paid(self, alice, issued):
        pays(alice, issued[0])

        with tenant_scope(alice.tenant_id):
            kept = dict(db.session.execute(db.select(OpenClaim.id, OpenClaim.open_minor)).all())
        assert kept == {each.id: 373_75 for each in issued[1:]}
        db.session.rollback()
        assert findings() == []

    def test_cannot_be_written_by_anybody_else(self, alice, issued):
        with tenant_scope(alice.tenant_id):
            with pytest.raises(ProgrammingError, match="permission denied"):
                db.session.execute(text("update open_claims set open_minor = 1"))
            db.session.rollback()

    def test_that_was_tampered_with_is_found_by_the_audit(self, alice, issued, owner_engine):
        with owner_engine.begin() as connection:
            connection.execute(text("update open_claims set open_minor = 1 where id = 1"))

        assert any("1 is kept as open" in sentence for sentence in findings())
        db.session.rollback()


class TestItsQuestions:
    @pytest.mark.parametrize(
        "query", ["", "?show=open", "?show=overdue&since=2025-01-01", "?search=373,75"]
    )
    def test_are_as_many_however_many_invoices_there_are(self, as_user, app, alice, query):
        browser = as_user(alice)
        agreement = making.agreement(by=alice, started_on=MONTHS[0])
        counts = []
        browser.get("/invoices")  # notes that the session is in use
        for day in MONTHS[:3]:
            making.invoice_again(agreement, by=alice, today=day)
            with questions(app) as asked:
                page = browser.get(f"/invoices{query}")
            assert page.status_code == 200
            counts.append(len(asked))

        assert len(set(counts)) == 1, counts
        assert counts[0] <= 8


def test_everything_asked_for_is_narrow_unless_it_is_everything():
    assert not Asked().is_narrow
    assert all(Asked(show=show).is_narrow for show in Show if show is not Show.ALL)
