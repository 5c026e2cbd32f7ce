"""Choosing invoices, checking, paying them with one charge, and what is told afterwards."""

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from saas.billing.mass_payment import models, web
from saas.billing.mass_payment.rules import (
    Claim,
    NothingChosen,
    NotOpen,
    TotalHasChanged,
    TwoCurrencies,
    chosen,
    must_be_total,
    proposed,
    to_pay,
)
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.money import Money
from tests.gateway.world import path_of

MARCH_2 = date(2026, 3, 2)
ONE = 373_75  # öre: Basic for a month, with VAT
SHOWN = "373.75"


def claim(number, *, due_on=MARCH_2, payment=None, open_=Money(100)):
    return Claim(
        invoice_id=int(number),
        number=str(number),
        issued_on=date(2026, 2, 1),
        due_on=due_on,
        open=open_,
        payment=payment,
    )


class TestChoosing:
    def test_proposes_what_is_overdue(self):
        overdue, due_today = claim(1, due_on=date(2026, 3, 1)), claim(2)

        assert proposed([overdue, due_today], today=MARCH_2) == ["1"]
        assert proposed([due_today], today=MARCH_2) == ["2"]

    def test_never_proposes_what_is_being_paid(self):
        claims = [claim(1, due_on=date(2026, 1, 1), payment="pay_1"), claim(2)]

        assert proposed(claims, today=MARCH_2) == ["2"]

    @pytest.mark.parametrize(
        ("numbers", "refusal"),
        [([], NothingChosen), (["1", "9"], NotOpen), (["1", "3"], InvoiceBeingPaid)],
    )
    def test_refuses_what_cannot_be_paid(self, numbers, refusal):
        with pytest.raises(refusal):
            chosen([claim(1), claim(2), claim(3, payment="pay_1")], numbers)

    def test_refuses_two_currencies_in_one_charge(self):
        with pytest.raises(TwoCurrencies):
            chosen([claim(1), claim(2, open_=Money(1, "EUR"))], ["1", "2"])

    @given(st.sets(st.integers(1, 20), min_size=1), st.integers(0, 10**6))
    def test_what_is_shown_is_what_is_charged(self, numbers, shown):
        claims = [claim(n, open_=Money(n * 101)) for n in range(1, 21)]
        wanted = chosen(claims, [str(n) for n in numbers])

        assert to_pay(wanted).minor == sum(n * 101 for n in numbers)
        if to_pay(wanted).minor == shown:
            must_be_total(wanted, Money(shown))
        else:
            with pytest.raises(TotalHasChanged):
                must_be_total(wanted, Money(shown))


class TestWhoMay:
    def test_charlie_can_pay_none_of_ours(self, invoices, charlie, alice_pays, as_user, api_as):
        card = alice_pays.saves_card()
        payment = alice_pays.pays(invoices[:1], card)
        theirs, program = as_user(charlie), api_as(charlie)

        assert invoices[1] not in theirs.get("/mass-payment").text
        assert program.get("/api/v1/mass-payment").json == {"data": [], "next": None}
        query = {"invoice": invoices[1:], "card": card}
        assert theirs.get("/mass-payment/check", query_string=query).status_code == 404
        order = {"invoices": invoices[1:], "card": card, "total_minor": 2 * ONE}
        assert program.post("/api/v1/mass-payment", order).status_code == 404
        for path in (payment, f"{payment}/receipt.pdf"):
            assert theirs.get(path).status_code == 404
            assert program.get(f"/api/v1{path}").status_code == 404
        assert theirs.post(f"{payment}/give-up").status_code == 404
        assert alice_pays.payments == [("started", ONE)]

    def test_bob_may_not(self, invoices, bob, as_user, api_as):
        browser, program = as_user(bob), api_as(bob)

        for path in ("/mass-payment", "/mass-payment/check", "/payments"):
            assert browser.get(path).status_code == 403
        assert program.get("/api/v1/mass-payment").status_code == 403


class TestThePages:
    def test_show_what_is_open_with_the_overdue_ticked(self, invoices, alice_pays):
        page = alice_pays.browser.get("/mass-payment").text

        assert page.count('type="checkbox" name="invoice"') == 3
        assert page.count(" checked") == 1
        assert f'value="{invoices[0]}"' in page
        assert SHOWN in page
        assert "Save a card" in page

    def test_add_up_without_javascript(self, invoices, alice_pays):
        card = alice_pays.saves_card()

        page = alice_pays.browser.post(
            "/mass-payment", {"invoice": invoices[:2], "card": card, "then": "update"}
        )

        assert page.status_code == 200
        assert "747.50" in page.text
        assert page.text.count(" checked") == 3  # two invoices and the card

    def test_lead_on_to_the_check(self, invoices, alice_pays):
        card = alice_pays.saves_card()

        there = alice_pays.browser.post("/mass-payment", {"invoice": invoices, "card": card})

        page = alice_pays.browser.get(path_of(there.headers["Location"])).text
        assert "1,121.25" in page
        assert "Visa •••• 4242" in page
        assert alice_pays.payments == []

    def test_refuse_an_empty_choice_and_keep_what_was_chosen(self, invoices, alice_pays):
        card = alice_pays.saves_card()

        page = alice_pays.browser.post("/mass-payment", {"card": card})

        assert page.status_code == 409
        assert "Tick at least one invoice" in page.text

    def test_a_link_ticks_exactly_what_it_names(self, invoices, alice_pays):
        page = alice_pays.browser.get(f"/mass-payment?invoice={invoices[2]}").text

        assert page.count(" checked") == 1

    def test_with_nothing_open_say_so(self, alice_pays):
        assert "Nothing to pay" in alice_pays.browser.get("/mass-payment").text


class TestPaying:
    def test_takes_one_charge_and_pays_each_invoice(
        self, invoices, alice_pays, gateway, tell_all, mails, alice
    ):
        card = alice_pays.saves_card()
        path = alice_pays.pays(invoices[:2], card)
        assert gateway.charges == []  # nothing leaves the house before the commit
        waiting = alice_pays.browser.get(path).text
        assert 'http-equiv="refresh"' in waiting
        assert "data-refresh" in waiting

        tell_all()

        assert [amount for amount, _ours in gateway.charges] == [2 * ONE]
        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert alice_pays.owes == (ONE, 0)
        page = alice_pays.browser.get(path).text
        assert "Thank you" in page
        assert "refresh" not in page.split("<body")[0]
        for number in invoices[:2]:
            assert number in page
        (letter,) = [m for m in mails() if m.recipient.startswith("alice@")]
        assert "Receipt" in letter.subject
        assert invoices[1] in letter.body

    def test_the_receipt_is_a_pdf(self, invoices, alice_pays, tell_all):
        path = alice_pays.pays(invoices[:2], alice_pays.saves_card())
        assert alice_pays.browser.get(f"{path}/receipt.pdf").status_code == 404
        tell_all()

        paper = alice_pays.browser.get(f"{path}/receipt.pdf")

        said = PdfReader(io.BytesIO(paper.data)).pages[0].extract_text()
        assert all(number in said for number in invoices[:2])
        assert "Visa" in said

    def test_over_the_api_and_once_per_key(
        self, invoices, alice_pays, api_as, alice, gateway, tell_all
    ):
        card = alice_pays.saves_card()
        program = api_as(alice)
        open_ = program.get("/api/v1/mass-payment").json["data"]
        assert [each["number"] for each in open_] == invoices
        order = {
            "invoices": invoices[:2],
            "card": card,
            "total_minor": sum(each["open_minor"] for each in open_[:2]),
        }
        key = {"Idempotency-Key": "once"}

        first, again = (program.post("/api/v1/mass-payment", order, headers=key) for _ in "12")
        tell_all()

        assert (first.status_code, again.status_code) == (202, 202)
        assert first.json == again.json
        told = program.get(f"/api/v1/payments/{first.json['id']}").json
        assert told["state"] == "settled"
        assert [part["settled_minor"] for part in told["parts"]] == [ONE, ONE]
        assert len(gateway.charges) == 1

    @pytest.mark.parametrize(
        ("change", "status"),
        [
            ({"total": "1"}, 409),
            ({"total": "much"}, 422),
            ({"total": "-37375"}, 409),
            ({"currency": "EUR"}, 409),
            ({"card": "card_absent"}, 404),
            ({"invoice": ["20269999999"]}, 409),
            ({"invoice": []}, 409),
            ({"sent_as": "short"}, 422),
            ({"surprise": "1"}, 422),
        ],
    )
    def test_refuses_what_was_tampered_with(
        self, invoices, alice_pays, gateway, tell_all, change, status
    ):
        form = alice_pays.checks(invoices[:1], alice_pays.saves_card())

        answer = alice_pays.sends(form | change)
        tell_all()

        assert answer.status_code == status
        assert alice_pays.payments == []
        assert gateway.charges == []

    def test_a_total_that_has_changed_is_shown_anew(self, invoices, alice_pays, tell_all):
        card = alice_pays.saves_card()
        stale = alice_pays.checks(invoices[:2], card)
        alice_pays.pays(invoices[:1], card)
        tell_all()

        answer = alice_pays.sends(stale)

        assert answer.status_code == 409
        assert "is not open any more" in answer.text
        assert alice_pays.payments == [("settled", ONE)]

    def test_an_expired_card_is_refused(self, invoices, alice_pays, clock):
        form = alice_pays.checks(invoices[:1], alice_pays.saves_card())
        clock.set(date(2035, 1, 1))

        answer = alice_pays.sends(form)

        assert answer.status_code == 409
        assert "has expired" in answer.text

    def test_the_same_form_again_leads_to_the_same_payment(
        self, invoices, alice_pays, gateway, tell_all
    ):
        form = alice_pays.checks(invoices[:1], alice_pays.saves_card())

        first, again = alice_pays.sends(form), alice_pays.sends(form)
        tell_all()
        late = alice_pays.sends(form)

        assert first.headers["Location"] == again.headers["Location"] == late.headers["Location"]
        assert len(gateway.charges) == 1


class TestManyInvoices:
    def test_come_in_pages_those_due_first_first(self, api_as, alice, invoices):
        program = api_as(alice)

        first = program.get("/api/v1/mass-payment?limit=2").json
        rest = program.get(f"/api/v1/mass-payment?limit=2&after={first['next']}").json

        assert [each["number"] for each in first["data"] + rest["data"]] == invoices
        assert (first["next"], rest["next"]) == (invoices[1], None)
        assert program.get("/api/v1/mass-payment?after=M1").status_code == 404

    def test_more_than_are_shown_are_told_of_and_can_be_paid(
        self, as_user, alice, invoices, monkeypatch
    ):
        monkeypatch.setattr(models.claims, "__kwdefaults__", {
            "numbers": None, "after": None, "limit": 2,
        })  # fmt: skip
        monkeypatch.setattr(web, "MOST_AT_ONCE", 2)
        browser = as_user(alice)

        page = browser.get("/mass-payment").text
        ticked = browser.get("/mass-payment", query_string={"invoice": invoices[2]}).text

        assert "You have 3 open invoices" in page
        assert invoices[2] not in page
        assert f'id="invoice-{invoices[2]}"' in ticked
