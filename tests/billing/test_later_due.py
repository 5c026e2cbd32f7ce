"""A later day to pay by: asking, deciding, and everything that goes by the day agreed on."""

import threading
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.ageing.models import owed_by_all
from saas.billing.ageing.rules import Bucket
from saas.billing.invoice_desk.models import find
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.actions import ask_for_later_day, decide_on_later_day
from saas.billing.later_due.models import LaterDueRequest, asked_for
from saas.billing.later_due.rules import (
    DueDayOutOfReach,
    LaterDayAskedAlready,
    LaterDayDecidedAlready,
    NoDayToMove,
    Reach,
    must_be_owed,
    must_be_within,
    reach,
)
from saas.billing.ledger.actions import book, book_payment
from saas.billing.ledger.rules import Account, Entry, EntryKind, Posting
from saas.billing.proof.models import findings
from saas.billing.snapshot.rules import fingerprint
from saas.dates import now, today
from saas.db import db
from saas.errors import NotAllowed
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.asking import questions
from tests.billing import making
from tests.helpcenter.making import staff_member

TODAY = date(2026, 3, 2)
DUE = date(2026, 1, 31)  # January's invoice: 30 days
LATER = date(2026, 3, 20)
MONTH = timedelta(days=30)
PATH = "/invoices/{}/later-due-day"
API = "/api/v1/invoices/{}/later-due-day"
DESK = "/api/v1/staff/later-due-days"
WISH = {"due_on": "2026-03-20", "reason": "Our customer pays on the 18th."}


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def january(invoices):
    """The number of January's invoice, which is overdue."""
    return invoices[0]


@pytest.fixture
def asked(alice, january, api_as):
    """The id of Alice's request for the 20th of March."""
    return api_as(alice).post(API.format(january), json=WISH).json["id"]


@pytest.fixture
def agreed(api_as, sven, asked):
    """Sven agrees on the 20th."""
    said = {"outcome": "agreed", "due_on": "2026-03-20", "says": "This once."}
    answer = api_as(sven).post(f"{DESK}/{asked}/decision", json=said)
    assert answer.status_code == 201, answer.text
    return answer.json


class TestCharlie:
    def test_neither_asks_nor_sees_for_ours(self, api_as, as_user, charlie, january, asked):
        program, browser = api_as(charlie), as_user(charlie)

        assert program.get(API.format(january)).status_code == 404
        assert program.post(API.format(january), json=WISH).status_code == 404
        assert browser.get(PATH.format(january)).status_code == 404
        assert browser.post(PATH.format(january), WISH).status_code == 404

    def test_decides_nothing_not_even_by_the_action(self, api_as, alice, charlie, asked):
        decision = {"outcome": "declined", "says": "No."}

        assert api_as(charlie).post(f"{DESK}/{asked}/decision", json=decision).status_code == 404
        assert api_as(alice).post(f"{DESK}/{asked}/decision", json=decision).status_code == 404
        with tenant_scope(alice.tenant_id), pytest.raises(NotAllowed):
            decide_on_later_day(
                by=alice,
                request=LaterDueRequest.known_as(asked),
                due_on=None,
                says="No.",
                at_most=MONTH,
                now=now(),
            )
        db.session.rollback()


class TestWhoMay:
    def test_bob_may_neither_ask_nor_see(self, api_as, bob, january):
        assert api_as(bob).get(API.format(january)).status_code == 403
        assert api_as(bob).post(API.format(january), json=WISH).status_code == 403

    def test_an_auditor_sees_and_is_not_asked(self, as_user, api_as, bakery, january):
        axel = factories.person(of=bakery, name="Axel", role="auditor")

        page = as_user(axel).get(PATH.format(january))

        assert page.status_code == 200
        assert "By which day can you pay?" not in page.text
        assert PATH.format(january) not in as_user(axel).get(f"/invoices/{january}").text
        assert api_as(axel).post(API.format(january), json=WISH).status_code == 403


class TestTheReach:
    @pytest.mark.parametrize(
        ("due_on", "days"),
        [
            (date(2026, 3, 10), Reach(date(2026, 3, 11), date(2026, 4, 9))),
            (TODAY, Reach(date(2026, 3, 3), date(2026, 4, 1))),
            (date(2026, 3, 1), Reach(TODAY, date(2026, 4, 1))),
            (date(2025, 11, 1), Reach(TODAY, date(2026, 4, 1))),
        ],
    )
    def test_is_after_the_day_to_pay_by_and_never_past(self, due_on, days):
        assert reach(due_on, today=TODAY, at_most=MONTH) == days

    @given(
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.dates(date(2020, 1, 1), date(2030, 1, 1)),
        st.integers(1, 99),
    )
    def test_is_never_empty_and_always_later(self, due_on, day, most):
        days = reach(due_on, today=day, at_most=timedelta(days=most))

        assert due_on < days.first <= days.last
        assert day <= days.first
        must_be_within(days.first, days)
        must_be_within(days.last, days)

    @pytest.mark.parametrize("wanted", [date(2026, 3, 2), date(2026, 4, 10)])
    def test_refuses_every_other_day(self, wanted):
        with pytest.raises(DueDayOutOfReach):
            must_be_within(wanted, Reach(date(2026, 3, 3), date(2026, 4, 9)))

    def test_is_of_what_is_owed(self):
        must_be_owed(1)
        for nothing in (0, -1):
            with pytest.raises(NoDayToMove):
                must_be_owed(nothing)


class TestAsking:
    def test_moves_nothing_and_is_shown(self, api_as, as_user, alice, january, asked):
        told = api_as(alice).get(API.format(january)).json
        page = as_user(alice).get(f"/invoices/{january}").text

        assert (told["due_on"], told["first"], told["last"]) == (
            "2026-01-31", "2026-03-02", "2026-04-01",
        )  # fmt: skip
        assert [each["decision"] for each in told["data"]] == [None]
        assert "Alice asked to pay by 20 March 2026: Our customer pays on the 18th." in page
        assert "Past due" in page
        assert "Waiting for our answer" in as_user(alice).get(PATH.format(january)).text

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"due_on": "2026-03-20"}, "reason"),
            ({"due_on": "2026-03-20", "reason": "  "}, "reason"),
            ({"reason": "Later."}, "due_on"),
            ({"due_on": "soon", "reason": "Later."}, "due_on"),
        ],
    )
    def test_needs_a_day_and_a_reason(self, api_as, alice, january, said, field):
        answer = api_as(alice).post(API.format(january), json=said)

        assert answer.status_code == 422
        assert list(answer.json["errors"]) == [field]

    @pytest.mark.parametrize("day", ["2026-03-01", "2026-04-02"])
    def test_stays_within_reach(self, api_as, as_user, alice, january, day):
        answer = api_as(alice).post(API.format(january), json=WISH | {"due_on": day})
        page = as_user(alice).post(PATH.format(january), WISH | {"due_on": day})

        assert answer.json["type"] == "/problems/due-day-out-of-reach"
        assert answer.json["errors"] == {
            "due_on": ["Choose a day from 2 March 2026 to 1 April 2026."]
        }
        assert page.status_code == 409
        assert "Choose a day from 2 March 2026 to 1 April 2026." in page.text

    def test_is_once_at_a_time(self, api_as, alice, january, asked):
        again = api_as(alice).post(API.format(january), json=WISH)

        assert again.json["type"] == "/problems/later-day-asked-already"

    def test_is_once_at_the_same_moment_too(self, app, alice, january):
        told, gate = [], threading.Barrier(2)

        def ask():
            with app.app_context(), tenant_scope(alice.tenant_id):
                gate.wait()
                try:
                    by = db.session.merge(alice)
                    ask_for_later_day(
                        by=by, number=january, due_on=LATER, reason="Now.", at_most=MONTH, now=now()
                    )
                    db.session.commit()
                    told.append("asked")
                except LaterDayAskedAlready:
                    told.append("refused")
                db.session.remove()

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert sorted(told) == ["asked", "refused"]

    def test_the_database_holds_it_to_one_as_well(self, alice, january):
        with tenant_scope(alice.tenant_id):
            invoice = Invoice.numbered(january)
            said = {
                "invoice_id": invoice.id, "nth": 1, "due_on": LATER, "instead_of": DUE,
                "reason": "x", "asked_at": now(), "asked_by_id": alice.id, "asked_by_name": "A",
            }  # fmt: skip
            db.session.add_all([LaterDueRequest(**said), LaterDueRequest(**said)])
            with pytest.raises(DBAPIError, match="one_request_for_a_later_day_waits"):
                db.session.flush()
            db.session.rollback()

    def test_is_not_for_what_is_paid_or_a_credit_note(self, api_as, as_user, alice):
        invoice = making.invoice(by=alice, today=TODAY)
        with tenant_scope(alice.tenant_id):
            book_payment(
                "p1", amount=invoice.total, allocations={invoice.id: invoice.total}, on=TODAY
            )
            db.session.commit()
        path = API.format(invoice.number)

        assert api_as(alice).post(path, json=WISH).json["type"] == "/problems/no-day-to-move"
        assert api_as(alice).get(path).json["first"] is None
        assert "There is no day to move" in as_user(alice).get(PATH.format(invoice.number)).text


class TestDeciding:
    def test_by_declining_moves_nothing_and_says_why(
        self, api_as, as_user, alice, sven, january, asked, tell_all, mails
    ):
        said = {"outcome": "declined", "due_on": "2026-03-20", "says": "It is too late."}
        answer = api_as(sven).post(f"{DESK}/{asked}/decision", json=said).json
        tell_all()

        assert (answer["outcome"], answer["due_on"]) == ("declined", None)
        [letter] = [m for m in mails() if m.recipient.startswith("alice@")]
        assert "the day to pay by stays" in letter.subject
        assert "It is too late." in letter.body
        page = as_user(alice).get(f"/invoices/{january}").text
        assert "Still to be paid by 31 January 2026, Sven decided: It is too late." in page
        assert "Past due" in page
        assert api_as(alice).post(API.format(january), json=WISH).status_code == 201

    def test_by_agreeing_is_told_and_shown_and_the_invoice_stays(
        self, as_user, alice, january, agreed, tell_all, mails
    ):
        tell_all()

        [letter] = [m for m in mails() if m.recipient.startswith("alice@")]
        assert letter.subject == f"Invoice {january}: pay by 20 March 2026"
        assert "This once." in letter.body
        page = as_user(alice).get(f"/invoices/{january}").text
        assert "To be paid by 20 March 2026" in page
        assert "instead of 31 January 2026, Sven decided: This once." in page
        asked = as_user(alice).get(PATH.format(january)).text
        assert "instead of 31 January 2026, Sven decided: This once." in asked
        assert "Past due" not in page
        with tenant_scope(alice.tenant_id):
            invoice = Invoice.numbered(january)
            assert (invoice.due_on, invoice.snapshot["due_on"]) == (DUE, "2026-01-31")
            assert fingerprint(invoice.snapshot) == invoice.sha256
        db.session.rollback()
        assert findings() == []

    def test_may_be_on_another_day_on_the_page(self, as_user, alice, sven, january, asked):
        browser = as_user(sven)
        form = {"outcome": "agreed", "due_on": "2026-03-10", "says": "A week."}

        assert "Our customer pays on the 18th." in browser.get("/staff/later-due-days").text
        assert 'value="2026-03-20"' in browser.get(f"/staff/later-due-days/{asked}").text
        assert browser.post(f"/staff/later-due-days/{asked}", form).status_code == 302

        assert "To be paid by 10 March 2026" in as_user(alice).get(f"/invoices/{january}").text
        decided = browser.get("/staff/later-due-days").text
        assert "Nobody waits for an answer" in decided
        assert "10 March 2026" in decided
        assert "decided already" in browser.get(f"/staff/later-due-days/{asked}").text

    @pytest.mark.parametrize(
        ("said", "status"),
        [
            ({"outcome": "agreed", "says": "Yes."}, 422),
            ({"outcome": "declined"}, 422),
            ({"says": "Yes."}, 422),
            ({"outcome": "agreed", "due_on": "2026-04-02", "says": "Yes."}, 409),
        ],
    )
    def test_needs_an_outcome_a_day_within_reach_and_a_sentence(
        self, api_as, sven, asked, said, status
    ):
        assert api_as(sven).post(f"{DESK}/{asked}/decision", json=said).status_code == status

    def test_is_once(self, api_as, sven, asked, agreed):
        again = api_as(sven).post(
            f"{DESK}/{asked}/decision", json={"outcome": "declined", "says": "No."}
        )

        assert again.json["type"] == "/problems/later-day-decided-already"
        assert LaterDayDecidedAlready.code == "later-day-decided-already"

    def test_of_nothing_is_not_found(self, api_as, sven):
        decision = {"outcome": "declined", "says": "No."}
        assert api_as(sven).post(f"{DESK}/lat_none/decision", json=decision).status_code == 404

    def test_may_come_again_and_only_later(self, api_as, alice, sven, january, agreed):
        more = WISH | {"due_on": "2026-03-25"}
        sooner = api_as(alice).post(API.format(january), json=WISH)
        id_ = api_as(alice).post(API.format(january), json=more).json["id"]
        said = {"outcome": "agreed", "due_on": "2026-03-25", "says": "The last time."}

        assert sooner.json["type"] == "/problems/due-day-out-of-reach"
        assert api_as(sven).post(f"{DESK}/{id_}/decision", json=said).status_code == 201
        told = api_as(alice).get(API.format(january)).json
        assert told["due_on"] == "2026-03-25"
        assert [each["decision"]["due_on"] for each in told["data"]] == ["2026-03-20", "2026-03-25"]

    def test_is_kept_for_good(self, owner_engine, agreed):
        for table in ("later_due_requests", "later_due_decisions"):
            with owner_engine.connect() as owner, pytest.raises(DBAPIError, match="never edited"):
                owner.execute(text(f"update {table} set due_on = '2027-01-01'"))


class TestWhatIsOverdue:
    """Everything that asks goes by the day agreed on; on the day after, it is overdue again."""

    def where(self, program, number):
        rows = program.get("/api/v1/invoices").json["data"]
        return next((r["due_on"], r["standing"]) for r in rows if r["number"] == number)

    def test_in_the_list_and_its_filter(self, api_as, alice, january, agreed, clock):
        program = api_as(alice)
        late = "/api/v1/invoices?show=overdue"

        assert self.where(program, january) == ("2026-03-20", "open")
        assert january not in [r["number"] for r in program.get(late).json["data"]]
        assert api_as(alice).get(f"/api/v1/invoices/{january}").json["invoice"]["due_on"] == (
            "2026-03-20"
        )
        clock.set(date(2026, 3, 21))
        assert self.where(program, january) == ("2026-03-20", "overdue")
        assert january in [r["number"] for r in program.get(late).json["data"]]
        open_ones = program.get("/api/v1/invoices?show=open").json["data"]
        assert "2026-03-20" in [r["due_on"] for r in open_ones]

    def test_in_mass_payment_the_overview_and_the_head_of_the_list(
        self, api_as, as_user, alice, january, agreed
    ):
        program = api_as(alice)

        claims = program.get("/api/v1/mass-payment").json["data"]
        assert [each["due_on"] for each in claims] == ["2026-03-03", "2026-03-20", "2026-03-31"]
        after = program.get(f"/api/v1/mass-payment?after={january}").json["data"]
        assert [each["due_on"] for each in after] == ["2026-03-31"]
        assert program.get("/api/v1/overview").json["money"]["overdue_invoices"] == 0
        assert "Past due" not in as_user(alice).get("/mass-payment").text

    def test_in_ageing_and_at_the_desk(self, as_user, sven, bakery, january, agreed):
        [ours] = owed_by_all(TODAY)
        page = as_user(sven).get(f"/staff/ageing/{bakery.customer_number}").text

        assert set(ours.by_bucket) == {Bucket.NOT_DUE}
        assert "20 March 2026" in page
        assert [each.due_on for each in find(january, limit=5)] == [LATER]

    def test_when_a_payment_is_taken_back(self, alice, january, agreed, api_as):
        with tenant_scope(alice.tenant_id):
            invoice = Invoice.numbered(january)
            book_payment(
                "p1", amount=invoice.total, allocations={invoice.id: invoice.total}, on=TODAY
            )
            db.session.commit()
            back = (
                Posting(Account.CARD_IN_TRANSIT, -invoice.total),
                Posting(Account.RECEIVABLE, invoice.total, invoice.id),
            )
            book(Entry(EntryKind.REFUNDED, "p1", back), on=TODAY)
            db.session.commit()

        assert self.where(api_as(alice), january) == ("2026-03-20", "open")

    def test_without_more_questions(self, app, as_user, alice, january, agreed, clock):
        browser = as_user(alice)
        browser.get("/invoices")
        with questions(app) as asked_then:
            browser.get("/invoices")
        assert len(asked_then) <= 8

    def test_an_invoice_corrected_keeps_the_day_agreed_on(self, api_as, alice, january, agreed):
        program = api_as(alice)
        said = {"wrong": "address", "street": "Nygatan 2", "postcode": "11122", "city": "Stockholm"}

        answer = program.post(f"/api/v1/invoices/{january}/corrections", json=said).json

        new = answer["answers"]["new_invoice"]
        assert self.where(program, new)[0] == "2026-03-20"


def test_money_and_days_of_nobody_else_are_in_the_desk(api_as, sven, alice, january, asked):
    [row] = api_as(sven).get(DESK).json["data"]

    assert (row["invoice"], row["open"]["minor"]) == (january, 373_75)
    assert row["asked_by"] == "Alice"
    assert today() == TODAY
    assert Money(373_75).minor == row["open"]["minor"]
    with tenant_scope(alice.tenant_id):
        [known] = asked_for(Invoice.numbered(january))
    assert known.waits
    db.session.rollback()
