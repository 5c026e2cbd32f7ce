"""Invoices at the collection agency: handing over, what cannot be done here then, taking back."""

import threading
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.collection.actions import decide_on_recall, hand_over
from saas.billing.collection.models import CollectionHandover
from saas.billing.collection.rules import (
    AtAgencyAlready,
    LaterDayToAnswerFirst,
    NobodyAsked,
    NoReminderToCome,
    NotAtAgency,
    NothingToCollect,
    NotOverdueYet,
    RecallOutcome,
    Reminded,
    RemindedTooSeldom,
    must_be_asked,
    must_be_at_agency,
    must_be_collectable,
)
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book, book_payment
from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.billing.netting.models import allocation
from saas.billing.netting.rules import Claim, Source, allocated, must_be_payable
from saas.billing.open_claims.rules import Agency, InvoiceAtAgency, Left, must_be_paid_here
from saas.billing.proof.models import findings
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.rules import ladder
from saas.billing.totals.rules import CreditReason
from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making
from tests.helpcenter.making import staff_member

TODAY, NEW_YEAR = date(2026, 3, 2), date(2026, 1, 1)
ONE = 373_75
AGENCY = Agency("Inkasso AB", "08-123 45 67", "Box 1, 101 23 Stockholm", "https://inkasso.example")
PATH = "/invoices/{}/collection"
API = "/api/v1/invoices/{}/collection"
DESK = "/api/v1/staff/collection"
WHY = {"reason": "Two reminders, no answer."}
STEPS = ladder("5,15", "0.00")
TWICE = Reminded(2, None)


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture(autouse=True)
def agency(app):
    """The operator has named an agency, with an address of mail."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(
        before,
        collection_agency_name=AGENCY.name,
        collection_agency_phone=AGENCY.phone,
        collection_agency_address=AGENCY.address,
        collection_agency_url=AGENCY.url,
        collection_agency_email="in@inkasso.example",
    )
    yield
    app.config["SETTINGS"] = before


@pytest.fixture
def remind(alice):
    """A reminder of what the bakery was late with so many days ago."""

    def of(days_ago):
        with tenant_scope(alice.tenant_id):
            then = now() - timedelta(days=days_ago)
            assert write_reminders(STEPS, sent_to=["in@bageriet.example"], now=then)
            db.session.commit()

    return of


@pytest.fixture
def january(invoices, remind):
    """The number of January's invoice, which is overdue despite two reminders."""
    remind(days_ago=25)
    remind(days_ago=15)
    return invoices[0]


@pytest.fixture
def handed(api_as, sven, january):
    """January's invoice is handed over; its number."""
    answer = api_as(sven).post(f"{DESK}/{january}/hand-over", json=WHY)
    assert answer.status_code == 201, answer.text
    return january


def decides(program, number, outcome="recalled", says="We were wrong."):
    said = {"outcome": outcome, "says": says}
    return program.post(f"{DESK}/{number}/decision", json=said)


def standing(program, number):
    rows = program.get("/api/v1/invoices").json["data"]
    return next(row["standing"] for row in rows if row["number"] == number)


class TestCharlie:
    def test_neither_sees_nor_asks_for_ours(self, api_as, as_user, charlie, handed):
        program, browser = api_as(charlie), as_user(charlie)

        assert program.get(API.format(handed)).status_code == 404
        assert program.post(f"{API.format(handed)}/recall", json=WHY).status_code == 404
        assert browser.get(PATH.format(handed)).status_code == 404
        assert browser.post(PATH.format(handed), WHY).status_code == 404

    def test_hands_over_nothing_nor_takes_back(self, api_as, alice, charlie, january):
        for program in (api_as(charlie), api_as(alice)):
            assert program.post(f"{DESK}/{january}/hand-over", json=WHY).status_code == 404
            assert decides(program, january).status_code == 404
        with tenant_scope(alice.tenant_id):
            with pytest.raises(NotAllowed):
                hand_over(
                    by=alice, number=january, agency=AGENCY, ladder=STEPS, reason="x", now=now()
                )
            with pytest.raises(NotAllowed):
                decide_on_recall(
                    by=alice, number=january, outcome=RecallOutcome.RECALLED, says="x", now=now()
                )
        db.session.rollback()

    def test_pays_what_is_not_ours(self, api_as, charlie, handed):
        other = making.invoice(by=charlie, today=date(2026, 1, 1))

        claims = api_as(charlie).get("/api/v1/mass-payment").json["data"]

        assert [(each["number"], each["at_agency"]) for each in claims] == [(other.number, False)]


class TestWhoMay:
    def test_bob_may_neither_see_nor_ask(self, api_as, bob, handed):
        assert api_as(bob).get(API.format(handed)).status_code == 403
        assert api_as(bob).post(f"{API.format(handed)}/recall", json=WHY).status_code == 403

    def test_an_auditor_sees_and_is_not_asked(self, as_user, api_as, bakery, handed):
        axel = factories.person(of=bakery, name="Axel", role="auditor")

        page = as_user(axel).get(PATH.format(handed)).text

        assert AGENCY.phone in page
        assert "Why should we take it back?" not in page
        assert api_as(axel).post(f"{API.format(handed)}/recall", json=WHY).status_code == 403


class TestTheRules:
    @pytest.mark.parametrize(
        ("left", "reminded", "asked", "refusal"),
        [
            (Left(0, NEW_YEAR), TWICE, False, NothingToCollect),
            (Left(-1, NEW_YEAR), TWICE, False, NothingToCollect),
            (Left(1, NEW_YEAR, at_agency=True), TWICE, False, AtAgencyAlready),
            (Left(1, TODAY), TWICE, False, NotOverdueYet),
            (Left(1, date(2026, 3, 1)), TWICE, True, LaterDayToAnswerFirst),
            (Left(1, NEW_YEAR), Reminded(1, TODAY), False, RemindedTooSeldom),
            (Left(1, NEW_YEAR), Reminded(1, None), False, NoReminderToCome),
        ],
    )
    def test_refuse_to_hand_over(self, left, reminded, asked, refusal):
        with pytest.raises(refusal):
            must_be_collectable(left, reminded, today=TODAY, later_day_asked=asked)

    @pytest.mark.parametrize("reminded", [TWICE, Reminded(3, TODAY)])
    def test_let_go_what_was_due_yesterday(self, reminded):
        left = Left(1, date(2026, 3, 1))
        must_be_collectable(left, reminded, today=TODAY, later_day_asked=False)

    def test_know_where_it_is_paid(self):
        here, there = Left(1, TODAY), Left(1, TODAY, at_agency=True)

        must_be_paid_here("1", here)
        must_be_at_agency(there)
        assert [each.is_paid_here for each in (here, there, Left(0, TODAY))] == [True, False, False]
        with pytest.raises(InvoiceAtAgency):
            must_be_paid_here("1", there)
        with pytest.raises(NotAtAgency):
            must_be_at_agency(here)

    def test_decline_only_what_was_asked(self):
        must_be_asked(RecallOutcome.RECALLED, is_asked=False)
        must_be_asked(RecallOutcome.UPHELD, is_asked=True)
        with pytest.raises(NobodyAsked):
            must_be_asked(RecallOutcome.UPHELD, is_asked=False)


class TestHandingOver:
    def test_is_shown_and_told_with_whom_to_call(
        self, as_user, api_as, alice, january, handed, tell_all, mails
    ):
        page = as_user(alice).get(f"/invoices/{january}").text
        told = api_as(alice).get(f"/api/v1/invoices/{january}").json
        tell_all()
        letters = {m.recipient.partition("@")[0]: m for m in mails()}

        for part in (AGENCY.name, AGENCY.phone, AGENCY.address, AGENCY.url):
            assert part in page
            assert part in letters["alice"].body
        assert "With the collection agency" in page
        assert "How to pay" not in page
        assert f"invoice={january}" not in page
        assert "Ask for a later day" not in page
        assert "Two reminders, no answer." in page
        assert told["invoice"]["standing"] == "collection"
        assert told["agency"]["phone"] == AGENCY.phone
        assert told["happenings"][-1]["what"].startswith("Handed over to Inkasso AB, Sven decided:")
        assert letters["alice"].subject == f"Invoice {january} is with Inkasso AB now"
        assert january in letters["in"].subject

    def test_is_on_the_staff_s_pages(self, as_user, alice, sven, bakery, january):
        browser = as_user(sven)
        page = browser.get(f"/staff/collection/{january}/hand-over").text
        assert "Hand over SEK" in page.replace("\u00a0", " ")
        assert "Nothing is at the agency" in browser.get("/staff/collection").text
        assert browser.post(f"/staff/collection/{january}/hand-over", {}).status_code == 422

        assert browser.post(f"/staff/collection/{january}/hand-over", WHY).status_code == 302

        listed = browser.get("/staff/collection").text.replace("\u00a0", " ")
        assert bakery.name in listed
        assert "SEK 373.75" in listed
        assert "already" in browser.get(f"/staff/collection/{january}/hand-over").text
        assert standing_page(as_user(alice)).count("With the collection agency") == 1

    def test_is_listed_with_sums(self, api_as, sven, handed):
        told = api_as(sven).get(DESK).json

        [row] = told["data"]
        assert (row["invoice"], row["open"]["minor"]) == (handed, ONE)
        assert told["sums"] == [{"count": 1, "open": {"minor": ONE, "currency": "SEK"}}]

    def test_is_once(self, api_as, sven, handed):
        again = api_as(sven).post(f"{DESK}/{handed}/hand-over", json=WHY)

        assert again.json["type"] == "/problems/at-agency-already"

    def test_is_not_of_what_is_in_time(self, api_as, sven, invoices):
        early = api_as(sven).post(f"{DESK}/{invoices[2]}/hand-over", json=WHY)

        assert early.json["type"] == "/problems/not-overdue-yet"
        assert "31 March 2026" in early.json["detail"]

    def test_waits_for_an_answer_about_a_later_day(self, api_as, alice, sven, january):
        wish = {"due_on": "2026-03-20", "reason": "Later."}
        id_ = api_as(alice).post(f"/api/v1/invoices/{january}/later-due-day", json=wish).json["id"]
        program = api_as(sven)

        first = program.post(f"{DESK}/{january}/hand-over", json=WHY)
        program.post(
            f"/api/v1/staff/later-due-days/{id_}/decision",
            json={"outcome": "agreed", "due_on": "2026-03-20", "says": "Yes."},
        )
        second = program.post(f"{DESK}/{january}/hand-over", json=WHY)

        assert first.json["type"] == "/problems/later-day-to-answer-first"
        assert second.json["type"] == "/problems/not-overdue-yet"

    def test_tells_the_agency_of_the_day_that_was_agreed_on(
        self, api_as, alice, sven, january, clock, tell_all, mails
    ):
        wish = {"due_on": "2026-03-20", "reason": "Later."}
        id_ = api_as(alice).post(f"/api/v1/invoices/{january}/later-due-day", json=wish).json["id"]
        agreed = {"outcome": "agreed", "due_on": "2026-03-20", "says": "Yes."}
        api_as(sven).post(f"/api/v1/staff/later-due-days/{id_}/decision", json=agreed)
        clock.set(date(2026, 3, 21))

        answer = api_as(sven).post(f"{DESK}/{january}/hand-over", json=WHY)
        tell_all()

        assert answer.status_code == 201
        [letter] = [m for m in mails() if m.recipient == "in@inkasso.example"]
        assert "förföll 20 mars 2026" in letter.body

    def test_needs_an_agency(self, app, api_as, as_user, sven, january):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], collection_agency_name="")

        answer = api_as(sven).post(f"{DESK}/{january}/hand-over", json=WHY)

        assert answer.json["type"] == "/problems/no-agency"
        assert "COLLECTION_AGENCY_NAME" in as_user(sven).get("/staff/collection").text

    def test_is_refused_before_two_reminders(self, api_as, as_user, sven, invoices, remind):
        program, browser = api_as(sven), as_user(sven)
        path = f"/staff/collection/{invoices[0]}/hand-over"

        none = program.post(f"{DESK}/{invoices[0]}/hand-over", json=WHY).json
        remind(days_ago=2)
        one = program.post(f"{DESK}/{invoices[0]}/hand-over", json=WHY).json

        assert none["type"] == one["type"] == "/problems/reminded-too-seldom"
        assert "Sent so far: 0. While it is unpaid, the next one goes on 3 March" in none["detail"]
        assert "Sent so far: 1. While it is unpaid, the next one goes on 10 March" in one["detail"]
        page = browser.get(path).text
        assert "Sent so far: 1." in page
        assert "Reminder 1 sent to in@bageriet.example" in page
        assert "Hand over SEK" not in page.replace("\u00a0", " ")
        assert browser.post(path, WHY).status_code == 409
        assert program.get(DESK).json["data"] == []

    def test_says_when_no_more_reminders_are_to_come(
        self, app, api_as, as_user, sven, invoices, remind
    ):
        remind(days_ago=2)
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], reminder_days="5")

        answer = api_as(sven).post(f"{DESK}/{invoices[0]}/hand-over", json=WHY).json

        assert answer["type"] == "/problems/no-reminder-to-come"
        page = as_user(sven).get(f"/staff/collection/{invoices[0]}/hand-over").text
        assert "REMINDER_DAYS" in page

    def test_is_of_what_the_list_says_can_be(
        self, api_as, as_user, alice, sven, bakery, invoices, remind
    ):
        program = api_as(sven)

        def ready():
            return [each["invoice"] for each in program.get(f"{DESK}/ready").json["data"]]

        remind(days_ago=25)
        assert ready() == []
        remind(days_ago=15)

        [row] = program.get(f"{DESK}/ready").json["data"]
        assert row == {
            "invoice": invoices[0],
            "company": bakery.name,
            "customer_number": bakery.customer_number,
            "due_on": "2026-01-31",
            "open": {"minor": ONE, "currency": "SEK"},
            "reminders": 2,
            "reminded_on": "2026-02-15",
        }
        page = as_user(sven).get("/staff/collection").text
        assert f'href="/staff/collection/{invoices[0]}/hand-over"' in page
        wish = {"due_on": "2026-03-20", "reason": "Later."}
        asked = api_as(alice).post(f"/api/v1/invoices/{invoices[0]}/later-due-day", json=wish)
        assert ready() == []
        path = f"/api/v1/staff/later-due-days/{asked.json['id']}/decision"
        program.post(path, json={"outcome": "declined", "says": "No."})
        assert ready() == invoices[:1]
        assert program.post(f"{DESK}/{invoices[0]}/hand-over", json=WHY).status_code == 201
        assert ready() == []

    def test_is_kept_for_good(self, owner_engine, handed):
        with owner_engine.connect() as owner, pytest.raises(DBAPIError, match="never edited"):
            owner.execute(text("update collection_handovers set reason = 'none'"))
        assert findings() == []


def standing_page(browser):
    """The table of the list of invoices."""
    return browser.get("/invoices").text.partition("<tbody>")[2]


class TestWhatCannotBeDoneHereThen:
    def test_choosing_it_in_mass_payment(self, handed, invoices, alice_pays):
        card = alice_pays.saves_card()
        page = alice_pays.browser.get(f"/mass-payment?invoice={handed}").text
        sent = alice_pays.browser.post("/mass-payment", {"invoice": handed, "card": card})

        box = page.partition(f'id="invoice-{handed}"')[2].partition(">")[0]
        assert "disabled" in box
        assert "checked" not in box
        assert "With the collection agency" in page
        assert sent.status_code == 409
        assert f"Invoice {handed} is with the collection agency and is paid there" in sent.text
        alone = {"invoice": handed, "card": card}
        assert alice_pays.browser.get("/mass-payment/check", query_string=alone).status_code == 302

    def test_paying_it_over_the_api(self, handed, api_as, alice, alice_pays):
        card = alice_pays.saves_card()
        program = api_as(alice)
        [claim, *_] = program.get("/api/v1/mass-payment").json["data"]
        order = {"invoices": [handed], "card": card, "total_minor": ONE}

        answer = program.post("/api/v1/mass-payment", json=order)

        assert (claim["number"], claim["at_agency"]) == (handed, True)
        assert answer.json["type"] == "/problems/invoice-at-agency"
        assert alice_pays.payments == []

    def test_paying_by_a_page_that_was_open_before(self, january, alice_pays, api_as, sven):
        form = alice_pays.checks([january], alice_pays.saves_card())
        assert api_as(sven).post(f"{DESK}/{january}/hand-over", json=WHY).status_code == 201

        answer = alice_pays.sends(form)

        assert answer.status_code == 409
        assert "is paid there, not here" in answer.text
        assert alice_pays.payments == []

    def test_handing_over_what_is_being_paid(self, january, alice_pays, api_as, sven):
        alice_pays.pays([january], alice_pays.saves_card())

        answer = api_as(sven).post(f"{DESK}/{january}/hand-over", json=WHY)

        assert answer.json["type"] == "/problems/invoice-being-paid"

    def test_both_at_the_same_moment(self, january, sven, api_as, alice_pays):
        """Whoever comes first; never a payment of what has been handed over."""
        form = alice_pays.checks([january], alice_pays.saves_card())
        program, gate, came = api_as(sven), threading.Barrier(2), {}

        def pay():
            gate.wait()
            came["paid"] = alice_pays.sends(form).status_code

        def hand():
            gate.wait()
            came["handed"] = program.post(f"{DESK}/{january}/hand-over", json=WHY).status_code

        threads = [threading.Thread(target=each) for each in (pay, hand)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert came in ({"paid": 303, "handed": 409}, {"paid": 409, "handed": 201})

    def test_using_credit_on_it(self, api_as, alice, handed, invoices):
        with tenant_scope(alice.tenant_id):
            late = Invoice.numbered(invoices[2])
            book_payment("p1", amount=late.total, allocations={late.id: late.total}, on=TODAY)
            because = Because(reason=CreditReason.GOODWILL, words="Sorry", by_name="Sven")
            note = credit_invoice(late.number, because, amounts=None, today=TODAY).number
            db.session.commit()
        program = api_as(alice)

        open_ones = program.get("/api/v1/credit").json["open_invoices"]
        used = program.post("/api/v1/credit/use", json={"credit": note, "invoice": handed})

        assert handed not in [each["number"] for each in open_ones]
        assert used.json["type"] == "/problems/invoice-at-agency"

    def test_netting_it_against_a_payout(self, handed):
        there = Claim(handed, 1, Money(ONE), at_agency=True)
        here = replace(there, at_agency=False)
        credit = Source("K1", 2, Money(2 * ONE))

        must_be_payable(allocated([credit], [here]))
        with pytest.raises(InvoiceAtAgency):
            must_be_payable(allocated([credit], [there]))

    def test_a_payout_reads_so(self, alice, handed):
        with tenant_scope(alice.tenant_id):
            book_payment("p9", amount=Money(9 * ONE), allocations={}, on=TODAY)
            with pytest.raises(InvoiceAtAgency):
                must_be_payable(allocation())
        db.session.rollback()

    def test_asking_for_a_later_day(self, api_as, as_user, alice, handed):
        wish = {"due_on": "2026-03-20", "reason": "Later."}

        answer = api_as(alice).post(f"/api/v1/invoices/{handed}/later-due-day", json=wish)

        assert answer.json["type"] == "/problems/invoice-at-agency"
        assert (
            "There is no day to move"
            in as_user(alice).get(f"/invoices/{handed}/later-due-day").text
        )

    def test_the_overview_does_not_ask_for_it(self, api_as, alice, handed):
        assert api_as(alice).get("/api/v1/overview").json["money"]["overdue_invoices"] == 0


class TestTakingBack:
    def test_is_asked_for_on_its_page_and_waits(self, as_user, api_as, alice, sven, handed):
        browser = as_user(alice)
        page = browser.get(PATH.format(handed)).text
        assert AGENCY.url in page
        assert browser.post(PATH.format(handed), {}).status_code == 422

        assert browser.post(PATH.format(handed), {"reason": "Paid before."}).status_code == 302

        assert "Waiting for our answer" in browser.get(PATH.format(handed)).text
        again = api_as(alice).post(f"{API.format(handed)}/recall", json=WHY)
        assert again.json["type"] == "/problems/recall-asked-already"
        [row] = api_as(sven).get(DESK).json["data"]
        assert row["asked"] == "Paid before."
        assert "Asked back" in as_user(sven).get("/staff/collection").text

    def test_declined_stays_there_and_may_be_asked_again(
        self, api_as, as_user, alice, sven, handed, tell_all, mails
    ):
        program = api_as(alice)
        program.post(f"{API.format(handed)}/recall", json=WHY)

        assert decides(api_as(sven), handed, "upheld", "It was right.").status_code == 201
        tell_all()

        assert standing(program, handed) == "collection"
        assert "It was right." in as_user(alice).get(f"/invoices/{handed}").text
        assert [m.subject for m in mails() if m.recipient.startswith("alice@")][-1] == (
            f"Invoice {handed} stays with Inkasso AB"
        )
        [known] = program.get(API.format(handed)).json["data"]
        assert [each["outcome"] for each in known["decisions"]] == ["upheld"]
        assert program.post(f"{API.format(handed)}/recall", json=WHY).status_code == 201

    def test_makes_it_payable_here_again_and_tells_everybody(
        self, as_user, api_as, alice, sven, handed, alice_pays, tell_all, mails
    ):
        browser = as_user(sven)
        assert "Take the invoice back" in browser.get(f"/staff/collection/{handed}").text
        form = {"outcome": "recalled", "says": "We were wrong."}
        assert browser.post(f"/staff/collection/{handed}", form).status_code == 302
        tell_all()

        subjects = [m.subject for m in mails()]
        assert f"Invoice {handed} is taken back from Inkasso AB" in subjects
        assert any("inkasso@" not in s and handed in s for s in subjects)
        assert [m.recipient for m in mails()].count("in@inkasso.example") == 2
        assert standing(api_as(alice), handed) == "overdue"
        alice_pays.pays([handed], alice_pays.saves_card())
        assert "not with the collection agency" in browser.get(f"/staff/collection/{handed}").text
        page = as_user(alice).get(PATH.format(handed)).text
        assert "Taken back from Inkasso AB, Sven decided: We were wrong." in page

    def test_is_not_of_what_is_here(self, api_as, as_user, alice, sven, january):
        program = api_as(alice)
        asked = program.post(f"{API.format(january)}/recall", json=WHY)

        assert asked.json["type"] == "/problems/not-at-agency"
        assert decides(api_as(sven), january).json["type"] == "/problems/not-at-agency"
        assert program.get(API.format(january)).json == {"at_agency": False, "data": []}
        assert "not with an agency" in as_user(alice).get(PATH.format(january)).text

    def test_declines_only_what_was_asked(self, api_as, sven, handed):
        assert decides(api_as(sven), handed, "upheld").json["type"] == "/problems/nobody-asked"

    def test_and_handing_over_again_is_a_second_time(self, api_as, alice, sven, handed):
        program = api_as(sven)
        decides(program, handed)

        assert program.post(f"{DESK}/{handed}/hand-over", json=WHY).status_code == 201
        assert len(api_as(alice).get(API.format(handed)).json["data"]) == 2
        assert [each["invoice"] for each in program.get(DESK).json["data"]] == [handed]


class TestWhatTheAgencyIsPaid:
    def test_ends_it_and_a_payment_taken_back_brings_it_back(self, api_as, alice, sven, handed):
        program = api_as(alice)
        with tenant_scope(alice.tenant_id):
            invoice = Invoice.numbered(handed)
            whole = {invoice.id: invoice.total}
            book_payment("b1", amount=invoice.total, allocations=whole, on=TODAY, to=Account.BANK)
            db.session.commit()
            assert standing(program, handed) == "paid"
            assert api_as(sven).get(DESK).json == {"data": [], "sums": []}
            back = (
                Posting(Account.BANK, -invoice.total),
                Posting(Account.RECEIVABLE, invoice.total, invoice.id),
            )
            book(Entry(EntryKind.REFUNDED, "b1", back), on=TODAY)
            db.session.commit()

        assert standing(program, handed) == "collection"

    def test_in_part_leaves_the_rest_there(self, api_as, alice, sven, handed):
        with tenant_scope(alice.tenant_id):
            invoice = Invoice.numbered(handed)
            part = {invoice.id: Money(100_00)}
            book_payment("b1", amount=Money(100_00), allocations=part, on=TODAY, to=Account.BANK)
            db.session.commit()

        [row] = api_as(sven).get(DESK).json["data"]

        assert (row["handed"]["minor"], row["open"]["minor"]) == (ONE, ONE - 100_00)


def test_a_handover_keeps_the_agency_as_it_was(app, as_user, alice, handed):
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], collection_agency_phone="1")

    assert AGENCY.phone in as_user(alice).get(f"/invoices/{handed}").text
    with tenant_scope(alice.tenant_id):
        assert db.session.scalars(db.select(CollectionHandover)).one().agency == AGENCY
    db.session.rollback()
