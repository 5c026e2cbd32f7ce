"""Money that came to the bank: whose it is, what it settles, taking it back (P7, S110, S112)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.bank_desk.models import account_called
from saas.billing.bank_payments.actions import Owner, book_received, identify, undo
from saas.billing.bank_payments.models import BankPayment
from saas.billing.bank_rows.actions import Received
from saas.billing.bank_rows.models import BankRow, BankWaiting
from saas.billing.collection.actions import hand_over
from saas.billing.credit_use.actions import use_credit
from saas.billing.ledger.models import account_credit
from saas.billing.open_claims.rules import Agency
from saas.billing.proof.bank import QUESTIONS
from saas.billing.proof.models import findings
from saas.billing.references.rules import belgian
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.rules import ladder
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed, Refusal
from saas.mail import Mail
from saas.money import Money
from saas.scope import OPERATOR, all_tenants, tenant_scope
from tests.billing import making
from tests.billing.banking import number_of, ocr_of
from tests.billing.test_payment_races import at_once
from tests.helpcenter.making import staff_member

ONE = 373_75
DESK = "/api/v1/staff/bank-payments"
PAGE = "/staff/bank-payments"
AGENCY = Agency("Inkasso AB", "", "", "")


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def desk(api_as, sven, invoices):
    return Desk(api_as(sven))


class Desk:
    """Somebody of our staff who books what the bank tells."""

    def __init__(self, program):
        self.program = program
        self.rows = 0

    def asks(self, **said):
        self.rows += 1
        row = {
            "account": "main:bankgiro",
            "booked_on": "2026-03-02",
            "minor": ONE,
            "bank_reference": f"BG{self.rows}",
            "reference": "",
        }
        return self.program.post(DESK, json=row | said)

    def books(self, **said):
        answer = self.asks(**said)
        assert answer.status_code == 201, answer.text
        return answer.json

    def does(self, number, what, **said):
        return self.program.post(f"{DESK}/{number}/{what}", json=said)


def sound():
    """The books hold, down to each öre of what came to the bank."""
    told = findings()
    db.session.commit()
    return told == []


class TestCharlie:
    def test_neither_sees_what_came_nor_what_it_paid(
        self, desk, api_as, as_user, charlie, invoices
    ):
        number = desk.books(reference=invoices[0])["number"]
        program, browser = api_as(charlie), as_user(charlie)

        for path in ("", "/receipt.pdf"):
            assert program.get(f"/api/v1/bank-payments/{number}{path}").status_code == 404
            assert browser.get(f"/bank-payments/{number}{path}").status_code == 404
        assert program.get("/api/v1/bank-payments").json == {"data": []}
        assert number not in browser.get("/payments").text

    def test_books_nothing_and_takes_nothing_back(self, desk, api_as, alice, charlie, invoices):
        number = desk.books(reference=invoices[0])["number"]
        for person in (alice, charlie):
            other = Desk(api_as(person))
            assert other.asks(bank_reference="X").status_code == 404
            assert other.does(number, "undoing", reason="Give it to me").status_code == 404
        with pytest.raises(NotAllowed):
            undo(number, reason="Give it to me", by=alice, now=now())
        db.session.rollback()

    def test_gets_no_money_of_ours(self, desk, charlie, invoices, alice):
        desk.books(reference=invoices[0], minor=5 * ONE)
        with tenant_scope(charlie.tenant_id):
            assert account_credit() == Money(0)
        db.session.rollback()


class TestAReference:
    def test_by_its_ocr_number_pays_that_invoice_first(self, desk, alice, invoices, open_now):
        row = desk.books(reference=ocr_of(invoices[2], alice), minor=ONE + 100_00)

        assert (row["state"], row["customer_number"]) == ("matched", number_of(alice))
        assert open_now(*invoices) == [ONE - 100_00, ONE, 0, 0]
        assert sound()

    def test_by_its_belgian_reference_is_an_invoice_of_the_account_s_seller(
        self, desk, invoices, open_now
    ):
        name_seller(*seller_in(EXAMPLE), code="other", selling={"series": "B", "currency": "SEK"})
        db.session.commit()
        written = belgian(invoices[2])

        assert desk.books(account="other:bankgiro", reference=written)["state"] == "waiting"
        assert desk.books(reference=written)["state"] == "matched"
        assert open_now(*invoices) == [ONE, ONE, 0, 0]

    def test_by_two_numbers_is_one_transfer_for_two_invoices(self, desk, invoices, open_now):
        desk.books(reference=f"{invoices[2]} {invoices[1]}", minor=2 * ONE)

        assert open_now(*invoices) == [ONE, 0, 0, 0]

    def test_by_the_customer_number_pays_what_is_due_first(self, desk, alice, invoices, open_now):
        desk.books(reference=f"kund {number_of(alice)}", minor=ONE + 1)

        assert open_now(*invoices) == [0, ONE - 1, ONE, 0]

    def test_leaves_what_is_too_much_to_the_credit(self, desk, invoices, open_now):
        desk.books(reference=invoices[0], minor=3 * ONE + 55)

        assert open_now(*invoices) == [0, 0, 0, 55]
        assert sound()

    @pytest.mark.parametrize("reference", ["", "Tack!", "20260000099", "2026000001234"])
    def test_that_names_nobody_waits_and_nothing_is_lost(self, desk, invoices, open_now, reference):
        row = desk.books(reference=reference)
        waiting = desk.program.get(DESK).json

        assert (row["state"], row["customer_number"]) == ("waiting", None)
        assert [each["number"] for each in waiting["data"]] == [row["number"]]
        assert waiting["waiting"] == [{"count": 1, "amount": {"minor": ONE, "currency": "SEK"}}]
        assert open_now(*invoices) == [ONE, ONE, ONE, 0]
        assert sound()

    def test_to_two_companies_leads_to_none(self, desk, charlie, invoices):
        theirs = making.invoice(by=charlie, today=date(2026, 1, 1)).number

        assert desk.books(reference=f"{invoices[0]} {theirs}")["state"] == "waiting"

    def test_in_another_currency_waits_and_is_refused(self, desk, alice, invoices, open_now):
        row = desk.books(account="main:iban", currency="EUR", reference=invoices[0])
        said = {
            "customer_number": number_of(alice),
            "invoices": [{"invoice": invoices[0], "minor": 100}],
        }
        refused = desk.does(row["number"], "identification", **said)

        assert row["state"] == "waiting"
        assert (refused.status_code, refused.json["type"]) == (409, "/problems/not-open-here")
        assert "not in the currency" in refused.json["detail"]
        assert desk.asks(currency="EUR").json["type"] == "/problems/giro-is-in-kronor"

    def test_of_another_seller_s_invoice_waits(self, desk, invoices):
        name_seller(*seller_in(EXAMPLE), code="other", selling={"series": "B", "currency": "SEK"})
        db.session.commit()

        assert desk.books(account="other:bankgiro", reference=invoices[0])["state"] == "waiting"


class TestTheSameRow:
    def test_is_refused_with_the_number_of_the_one_there_is(self, desk, invoices, open_now):
        first = desk.books(reference=invoices[0], bank_reference="SAME")
        again = desk.asks(reference=invoices[1], bank_reference="SAME")

        assert again.status_code == 409
        assert again.json["type"] == "/problems/booked-already"
        assert first["number"] in again.json["detail"]
        assert open_now(*invoices) == [0, ONE, ONE, 0]

    def test_on_another_account_is_another_row(self, desk, invoices):
        desk.books(bank_reference="SAME")
        desk.books(bank_reference="SAME", account="main:iban")

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"booked_on": "2026-03-03"}, "day-to-come"),
            ({"minor": 0}, "nothing-received"),
            ({"minor": -5}, "nothing-received"),
            ({"account": "nobody:iban"}, "no-such-account"),
        ],
    )
    def test_is_looked_through_before_it_is_booked(self, desk, said, problem):
        answer = desk.asks(**said)

        assert (answer.status_code, answer.json["type"]) == (409, f"/problems/{problem}")

    def test_is_of_a_day_whose_books_are_open(self, desk, app):
        before = app.config["SETTINGS"]
        app.config["SETTINGS"] = replace(before, books_closed_through="2026-03-01")
        try:
            refused = desk.asks(booked_on="2026-03-01")
            desk.books()
        finally:
            app.config["SETTINGS"] = before
        assert refused.json["type"] == "/problems/books-are-closed"


class TestTwoOfUs:
    """Real threads: two of our staff, or one of them and the customer's card."""

    def test_who_book_the_same_row_book_it_once(self, app, sven, invoices, open_now, alice):
        said = received(invoices[0])

        told = at_once([lambda: booked(app, sven, said) for _ in range(4)])

        assert sorted(told) == ["BookedAlready"] * 3 + ["done"]
        assert open_now(*invoices) == [0, ONE, ONE, 0]
        assert sound()

    def test_without_the_guard_book_it_again(
        self, app, sven, invoices, open_now, owner_engine, monkeypatch
    ):
        """The control: neither the polite look nor the constraint, and it pays two invoices."""
        monkeypatch.setattr(BankRow, "called_by_bank", classmethod(lambda *_: None))
        guard = "a_bank_row_is_booked_once"
        with owner_engine.begin() as owner:
            owner.execute(text(f"alter table bank_rows drop constraint {guard}"))
        try:
            told = [booked(app, sven, received(invoices[0])) for _ in range(2)]
        finally:
            with owner_engine.begin() as owner:
                owner.execute(text("truncate bank_rows cascade"))
                columns = "tenant_id, account_number, bank_reference"
                owner.execute(
                    text(f"alter table bank_rows add constraint {guard} unique ({columns})")
                )
        assert told == ["done", "done"]
        assert open_now(*invoices) == [0, 0, ONE, 0]

    def test_who_say_whose_it_is_say_it_once(self, app, sven, desk, alice, charlie, invoices):
        number = desk.books()["number"]
        owners = [Owner(company_id=person.tenant_id) for person in (alice, charlie)]

        def said(owner):
            def call():
                return tried(app, lambda: identify(number, owner, by=sven, now=now()))

            return call

        told = at_once([said(owner) for owner in [*owners, *owners]])

        assert sorted(told) == ["WaitsNoMore"] * 3 + ["done"]
        assert sound()

    def test_a_card_and_the_bank_pay_an_invoice_once(
        self, app, sven, invoices, open_now, alice_pays, gateway, tell_all
    ):
        """Whoever is first: the bank's money goes past an invoice a card is paying."""
        card = alice_pays.saves_card()
        form = alice_pays.checks([invoices[0]], card)
        said = received(invoices[0])

        at_once([lambda: alice_pays.sends(form), lambda: booked(app, sven, said)])
        tell_all()

        charged = sum(amount for amount, _ours in gateway.charges)
        assert sum(open_now(*invoices)[:3]) == 3 * ONE - ONE - charged
        assert open_now(*invoices)[0] == 0
        assert sound()

    def test_an_invoice_that_a_card_is_paying_is_not_touched(
        self, app, sven, invoices, open_now, alice_pays, tell_all
    ):
        card = alice_pays.saves_card()
        alice_pays.pays([invoices[0]], card)

        assert booked(app, sven, received(invoices[0])) == "done"
        assert open_now(*invoices) == [ONE, 0, ONE, 0]
        tell_all()
        assert open_now(*invoices) == [0, 0, ONE, 0]


def received(reference):
    ours = account_called("main:bankgiro")
    return Received(
        seller_id=ours.seller.id,
        account=ours.account,
        booked_on=date(2026, 3, 2),
        amount=Money(ONE),
        bank_reference="SAME",
        reference=reference,
    )


def booked(app, sven, said):
    return tried(app, lambda: book_received(said, by=sven, now=now()))


def tried(app, deed):
    with app.app_context(), tenant_scope(OPERATOR):
        try:
            deed()
            db.session.commit()
        except Refusal as refusal:
            db.session.rollback()
            return type(refusal).__name__
        finally:
            db.session.remove()
        return "done"


class TestSayingWhose:
    def test_moves_it_from_what_nobody_has_to_the_company(self, desk, alice, invoices, open_now):
        number = desk.books(booked_on="2026-02-27")["number"]

        answer = desk.does(number, "identification", customer_number=number_of(alice))

        assert answer.json["state"] == "matched"
        assert open_now(*invoices) == [0, ONE, ONE, 0]
        assert balance("unidentified") == 0
        assert balance("bank") == ONE
        assert sound()

    def test_invoice_by_invoice_overrides_the_order(self, desk, alice, invoices, open_now):
        number = desk.books(minor=2 * ONE)["number"]
        parts = [{"invoice": invoices[2], "minor": 50_00}, {"invoice": invoices[1], "minor": ONE}]

        answer = desk.does(
            number, "identification", customer_number=number_of(alice), invoices=parts
        )

        assert answer.status_code == 201
        assert open_now(*invoices) == [ONE, 0, ONE - 50_00, ONE - 50_00]

    def test_may_be_said_as_it_is_booked(self, desk, alice, invoices, open_now):
        owner = {"customer_number": number_of(alice), "invoices": []}

        assert desk.books(owner=owner)["state"] == "matched"
        assert open_now(*invoices) == [ONE, ONE, ONE, ONE]

    def test_too_much_of_an_invoice_is_refused_and_it_goes_on_waiting(
        self, desk, alice, invoices, open_now
    ):
        number = desk.books(minor=9 * ONE)["number"]
        parts = [{"invoice": invoices[0], "minor": ONE + 1}]

        refused = desk.does(
            number, "identification", customer_number=number_of(alice), invoices=parts
        )

        assert refused.json["type"] == "/problems/more-than-is-open"
        assert desk.program.get(f"{DESK}/{number}").json["state"] == "waiting"
        assert open_now(*invoices) == [ONE, ONE, ONE, 0]

    def test_on_the_page_as_it_is_proposed(self, as_user, sven, desk, alice, invoices, open_now):
        browser, number = as_user(sven), desk.books()["number"]
        page = browser.get(f"{PAGE}/{number}", query_string={"customer": number_of(alice)}).text

        assert "We could not tell whose this is" in page
        assert f'name="part_{invoices[0]}" value="373,75"' in page
        sent = {"customer_number": number_of(alice), f"part_{invoices[1]}": "73,75"}
        sent |= {f"part_{invoices[0]}": "", f"part_{invoices[2]}": "1.00"}
        assert browser.post(f"{PAGE}/{number}/identify", sent).status_code == 303
        assert open_now(*invoices) == [ONE, ONE - 73_75, ONE - 1_00, ONE - 74_75]

    def test_on_the_page_refuses_in_words(self, as_user, sven, desk, alice, invoices):
        browser, number = as_user(sven), desk.books()["number"]
        sent = {"customer_number": number_of(alice), f"part_{invoices[0]}": "999,00"}

        answer = browser.post(f"{PAGE}/{number}/identify", sent)

        assert answer.status_code == 409
        assert f"is left to pay on invoice {invoices[0]}" in answer.text
        for nobody in ("1", "999"):  # the first is our own
            answer = browser.post(f"{PAGE}/{number}/identify", {"customer_number": nobody})
            assert answer.status_code == 409
            page = browser.get(f"{PAGE}/{number}", query_string={"customer": nobody}).text
            assert "No company has that customer number" in page


class TestTheAgency:
    @pytest.fixture
    def handed(self, sven, alice, invoices):
        steps = ladder("5,15", "0.00")
        said = {"agency": AGENCY, "ladder": steps, "reason": "Late"}
        with tenant_scope(alice.tenant_id):
            for days_ago in (25, 15):
                write_reminders(steps, sent_to=["a@b.example"], now=now() - timedelta(days_ago))
            hand_over(by=sven, number=invoices[0], now=now(), **said)
            db.session.commit()
        return invoices[0]

    def test_is_passed_over_by_the_customer_s_own_payment(self, desk, handed, invoices, open_now):
        desk.books(reference=handed)

        assert open_now(*invoices) == [ONE, 0, ONE, 0]

    def test_pays_what_it_collects_and_it_is_closed_there(self, desk, handed, invoices, open_now):
        assert [each["invoice"] for each in at_agency(desk)] == [handed]

        desk.books(reference=handed, from_agency=True)

        assert open_now(*invoices) == [0, ONE, ONE, 0]
        assert at_agency(desk) == []

    def test_has_it_back_when_the_payment_is_taken_back(self, desk, handed, invoices, open_now):
        number = desk.books(reference=handed, from_agency=True)["number"]

        assert desk.does(number, "undoing", reason="It was another's").status_code == 201
        assert [each["invoice"] for each in at_agency(desk)] == [handed]
        assert sound()


def at_agency(desk):
    return desk.program.get("/api/v1/staff/collection").json["data"]


def balance(account):
    """What an account comes to in the whole house."""
    with all_tenants(because="a test adds up the house"):
        told = db.session.scalar(
            text("select sum(amount_minor) from ledger_postings where account = :a"), {"a": account}
        )
    db.session.rollback()
    return int(told or 0)


class TestTakingBack:
    def test_opens_the_invoices_and_it_waits_again(self, desk, invoices, open_now):
        number = desk.books(reference=invoices[0], minor=ONE + 5)["number"]

        answer = desk.does(number, "undoing", reason="Not theirs")

        assert (answer.status_code, answer.json["state"]) == (201, "waiting")
        assert [m["kind"] for m in answer.json["moves"]] == ["matched", "undone"]
        assert open_now(*invoices) == [ONE, ONE, ONE, 0]
        assert balance("unidentified") == -(ONE + 5)
        assert sound()

    def test_and_giving_it_again_is_another_payment_of_the_same_row(
        self, desk, alice, charlie, invoices, open_now
    ):
        number = desk.books(reference=invoices[0])["number"]
        desk.does(number, "undoing", reason="Not theirs")

        desk.does(number, "identification", customer_number=number_of(charlie))
        desk.does(number, "undoing", reason="Theirs after all")
        desk.does(number, "identification", customer_number=number_of(alice))

        with tenant_scope(alice.tenant_id):
            assert [p.number for p in BankPayment.latest()] == [f"{number}-3", number]
        assert open_now(*invoices) == [0, ONE, ONE, 0]
        assert sound()

    def test_is_refused_when_its_credit_is_spent(self, desk, alice, invoices, open_now):
        number = desk.books(
            owner={"customer_number": number_of(alice), "invoices": []}, minor=2 * ONE
        )["number"]
        with tenant_scope(alice.tenant_id):
            use_credit(by=alice, note=None, invoice=invoices[0], minor=None, today=date(2026, 3, 2))
            db.session.commit()

        refused = desk.does(number, "undoing", reason="Not theirs")

        assert refused.json["type"] == "/problems/credit-is-spent"
        assert open_now(*invoices) == [0, ONE, ONE, ONE]
        assert sound()

    def test_twice_or_of_what_is_nobody_s_is_refused(self, desk, invoices):
        number = desk.books(reference=invoices[0])["number"]
        assert desk.does(number, "undoing", reason="Not theirs").status_code == 201

        for _ in range(2):
            again = desk.does(number, "undoing", reason="Not theirs")
            assert again.json["type"] == "/problems/not-matched"
        assert desk.does(number, "undoing", reason=" no ").json["type"] == "/problems/say-why"

    def test_by_two_at_once_is_done_once(self, app, sven, desk, invoices, open_now):
        number = desk.books(reference=invoices[0])["number"]

        def once():
            return tried(app, lambda: undo(number, reason="Not theirs", by=sven, now=now()))

        assert sorted(at_once([once] * 3)) == ["NotMatched", "NotMatched", "done"]
        assert open_now(*invoices) == [ONE, ONE, ONE, 0]
        assert sound()


class TestStrikingOut:
    def test_books_the_money_out_again(self, desk, invoices):
        number = desk.books()["number"]

        answer = desk.does(number, "strike", reason="Sent back by the bank")

        assert answer.json["state"] == "struck"
        assert (balance("bank"), balance("unidentified")) == (0, 0)
        assert desk.program.get(DESK).json["data"] == []
        assert desk.program.get(f"{DESK}?state=struck").json["data"][0]["number"] == number
        assert sound()

    def test_is_for_what_waits_and_is_final(self, desk, alice, invoices):
        booked_number = desk.books(reference=invoices[0])["number"]
        struck = desk.books()["number"]
        desk.does(struck, "strike", reason="Sent back")

        for number in (booked_number, struck):
            again = desk.does(number, "strike", reason="Sent back")
            assert again.json["type"] == "/problems/waits-no-more"
        again = desk.does(struck, "identification", customer_number=number_of(alice))
        assert again.json["type"] == "/problems/waits-no-more"


class TestTheCustomer:
    def test_sees_it_where_payments_are_seen(self, desk, alice, as_user, api_as, invoices):
        number = desk.books(reference=invoices[0], minor=3 * ONE + 10_00)["number"]
        browser = as_user(alice)

        assert number in browser.get("/payments").text
        page = browser.get(f"/bank-payments/{number}").text
        assert "was left over and stands to your credit" in page
        assert invoices[0] in page
        timeline = browser.get(f"/invoices/{invoices[0]}").text
        assert f"Payment {number} came to Bankgiro 5050-1055" in timeline
        assert f"/bank-payments/{number}" in browser.get("/statement").text
        answer = api_as(alice).get(f"/api/v1/bank-payments/{number}").json
        assert answer["left"] == {"minor": 10_00, "currency": "SEK"}
        assert [part["invoice"] for part in answer["parts"]] == invoices
        paper = browser.get(f"/bank-payments/{number}/receipt.pdf")
        assert paper.data.startswith(b"%PDF")

    def test_gets_one_letter_with_the_receipt(self, desk, alice, invoices, tell_all, mails):
        number = desk.books(reference=invoices[0], minor=ONE + 3 * ONE)["number"]
        tell_all()

        [letter] = [m for m in mails() if number in m.body]
        assert letter.recipient == "faktura@bageriet.example"
        assert invoices[0] in letter.body
        assert "finns till godo" in letter.body
        with all_tenants(because="a test opens a letter"):
            [paper] = db.session.get_one(Mail, (letter.tenant_id, letter.id)).attachments
        assert paper.content.startswith(b"%PDF")

    def test_is_told_when_it_is_taken_back(self, desk, alice, as_user, invoices, tell_all, mails):
        number = desk.books(reference=invoices[0])["number"]
        tell_all()
        desk.does(number, "undoing", reason="It was meant for a neighbour")
        tell_all()

        letter = mails()[-1]
        assert "It was meant for a neighbour" in letter.body
        browser = as_user(alice)
        assert "It was meant for a neighbour" in browser.get(f"/bank-payments/{number}").text
        assert browser.get(f"/bank-payments/{number}/receipt.pdf").status_code == 404
        assert "taken back" in browser.get(f"/invoices/{invoices[0]}").text
        assert "Payment taken back" in browser.get("/statement").text

    def test_without_permission_sees_nothing(self, desk, bob, api_as, invoices):
        number = desk.books(reference=invoices[0])["number"]

        assert api_as(bob).get(f"/api/v1/bank-payments/{number}").status_code == 403
        assert api_as(bob).get("/api/v1/bank-payments").status_code == 403


class TestTheDesk:
    def test_books_on_the_page_and_shows_what_became_of_it(
        self, as_user, sven, invoices, open_now, alice
    ):
        browser = as_user(sven)
        sent = {
            "account": "main:bankgiro",
            "booked_on": "2026-03-02",
            "amount": "373,75",
            "currency": "SEK",
            "reference": ocr_of(invoices[1], alice),
            "bank_reference": "BG1",
        }
        answer = browser.post(f"{PAGE}/new", sent)

        assert answer.status_code == 303
        page = browser.get(answer.headers["Location"]).text
        assert invoices[1] in page
        assert open_now(*invoices) == [ONE, 0, ONE, 0]
        again = browser.post(f"{PAGE}/new", sent)
        assert again.status_code == 409
        assert "is booked already, as B1" in again.text
        assert "Look at B1" in again.text

    def test_takes_back_and_strikes_out_on_the_page(self, as_user, sven, desk, invoices):
        browser = as_user(sven)
        number = desk.books(reference=invoices[0])["number"]

        assert browser.post(f"{PAGE}/{number}/undo", {"reason": ""}).status_code == 422
        assert browser.post(f"{PAGE}/{number}/undo", {"reason": "Not theirs"}).status_code == 303
        assert number in browser.get(PAGE).text
        assert browser.post(f"{PAGE}/{number}/strike", {"reason": "Sent back"}).status_code == 303
        assert number in browser.get(f"{PAGE}?show=struck").text
        assert "Nothing waits" in browser.get(PAGE).text

    def test_leads_to_a_row_by_the_number_of_its_payment_as_the_json_does(
        self, as_user, sven, desk, invoices
    ):
        number = desk.books(reference=invoices[0])["number"]

        page = as_user(sven).get(f"{PAGE}/{number}-1")
        told = desk.program.get(f"{DESK}/{number}-1")
        undone = desk.does(f"{number}-1", "undoing", reason="Not theirs")

        assert (page.status_code, told.json["number"]) == (200, number)
        assert (undone.status_code, undone.json["state"]) == (201, "waiting")

    def test_lists_what_is_booked_with_its_company(self, as_user, sven, desk, invoices):
        number = desk.books(reference=invoices[0])["number"]
        page = as_user(sven).get(f"{PAGE}?show=matched").text

        assert number in page
        assert "Ågrens Bageri AB" in page

    def test_waits_when_staff_want_to_say_themselves(self, desk, invoices):
        assert desk.books(reference=invoices[0], waits=True)["state"] == "waiting"


class TestTheBooks:
    def test_are_only_added_to(self, desk, invoices, owner_engine):
        desk.books(reference=invoices[0])
        for table in ("bank_rows", "bank_moves", "bank_payments", "bank_payment_parts"):
            with pytest.raises(DBAPIError), owner_engine.begin() as owner:
                owner.execute(text(f"delete from {table}"))

    def test_say_so_when_an_ore_is_astray(self, desk, invoices, owner_engine):
        """The control: each kind of harm is told by the audit."""
        desk.books(reference=invoices[0])
        desk.books()
        harms = {
            "delete from bank_waiting": "is kept as unidentified",
            "delete from bank_moves": "is not booked to the company",
            "delete from bank_payment_parts": "settled 0",
            "insert into bank_payments_undone (tenant_id, payment_id, reason, undone_on, undone_at,"
            " undone_by_name) select tenant_id, id, 'x', booked_on, booked_at, 'x' "
            "from bank_payments": "is taken back in one place",
        }
        for harm, told in harms.items():
            with owner_engine.connect() as owner:
                owner.execute(text("set session_replication_role = replica"))
                owner.execute(text(harm))
                said = [
                    sentence.format(**row)
                    for sentence, query in QUESTIONS.items()
                    for row in owner.execute(text(query)).mappings()
                ]
                owner.rollback()
            assert any(told in each for each in said), harm

    def test_are_behind_the_wall(self, desk, alice, invoices):
        desk.books(reference=invoices[0])
        desk.books()
        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(db.select(BankRow)).all() == []
            assert db.session.scalars(db.select(BankWaiting)).all() == []
            assert db.session.scalar(text("select count(*) from bank_rows")) == 0
            assert db.session.scalar(text("select count(*) from bank_payments")) == 1
        db.session.rollback()

    def test_go_into_the_bookkeeper_s_file(self, desk, as_user, sven, invoices):
        desk.books(reference=invoices[0], minor=3 * ONE + 7_00)
        desk.books(minor=12_34)

        sie = as_user(sven).get("/staff/accounting/sie?year=2026").data.decode("cp437")

        assert "#UB 0 1930 1140.59" in sie
        assert "#UB 0 2999 -12.34" in sie
        assert "#UB 0 2420 -7.00" in sie

    def test_are_those_of_the_seller_whose_account_it_came_to(self, desk, as_user, sven, alice):
        selling = {"series": "B", "currency": "SEK"}
        name_seller(*seller_in(EXAMPLE), code="other", selling=selling)
        db.session.commit()
        owner = {"customer_number": number_of(alice), "invoices": []}
        desk.books(account="other:bankgiro", owner=owner, minor=12_34)
        browser = as_user(sven)

        files = {
            code: browser.get(f"/staff/accounting/sie?seller={code}&year=2026").data.decode("cp437")
            for code in ("main", "other")
        }

        assert "#UB 0 1930 12.34" in files["other"]
        assert "#UB 0 2420 -12.34" in files["other"]
        assert "12.34" not in files["main"]

    def test_in_two_currencies_are_shown_by_currency_and_make_no_file(
        self, desk, as_user, sven, invoices
    ):
        desk.books(reference=invoices[0])
        desk.books(account="main:iban", currency="EUR", minor=99_00)
        browser = as_user(sven)

        page = browser.get("/staff/accounting").text
        refused = browser.get("/staff/accounting/sie?year=2026")

        assert page.count(">2999<") == 1
        assert "Kundzon Exempel AB, fiscal year" in page
        assert "object at" not in page
        assert "99.00" in page
        assert refused.status_code == 409
        assert "Something is booked in EUR too" in refused.text
