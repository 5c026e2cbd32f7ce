"""Credit is paid out net of what is open, by four eyes, and no krona of it twice (S14, S15)."""

import re
import threading
from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.bank_accounts.rules import AccountKind, BankAccount
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.hand_written.actions import write_invoice
from saas.billing.hand_written.rules import WrittenLine
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import account_credit, open_amount
from saas.billing.netting.models import allocation
from saas.billing.payouts import actions
from saas.billing.payouts.actions import ask_for_payout
from saas.billing.payouts.models import Payout
from saas.billing.proof.models import findings
from saas.billing.totals.rules import CreditReason
from saas.dates import now
from saas.db import db
from saas.errors import Refusal
from saas.licensing.effects import sealing
from saas.licensing.vat.rules import Rate
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests.billing import making
from tests.helpcenter.making import staff_member

FEBRUARY, MARCH = date(2026, 2, 1), date(2026, 3, 1)
GOODWILL = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")
GIRO = {"account_kind": "bankgiro", "account_number": "50501055"}
ACCOUNT = BankAccount(AccountKind.BANKGIRO, "5050-1055")


@pytest.fixture
def agreed(alice):
    return making.agreement(by=alice, started_on=FEBRUARY, fee=400_00)


@pytest.fixture
def note(alice, agreed):
    """February, 500.00 with VAT, is paid; then 250.00 of it is credited."""
    february = making.invoice_again(agreed, by=alice, today=FEBRUARY)
    with tenant_scope(alice.tenant_id):
        book_payment(
            "pay_1", amount=february.total, allocations={february.id: february.total}, on=MARCH
        )
        made = credit_invoice(february.number, GOODWILL, amounts={1: Money(200_00)}, today=MARCH)
        db.session.commit()
        return made


@pytest.fixture
def paid_too_much(alice, agreed):
    """40.00 for no invoice at all."""
    with tenant_scope(alice.tenant_id):
        book_payment("pay_2", amount=Money(40_00), allocations={}, on=MARCH)
        db.session.commit()


def small_invoice(alice):
    """100.00 with VAT, open but for what the account had."""
    with tenant_scope(alice.tenant_id):
        line = WrittenLine(
            text="Help", quantity=1, unit_price=Money(80_00), rate=Rate.STANDARD, day=MARCH
        )
        made = write_invoice([line], by=Person.find(alice.id), today=MARCH)
        db.session.commit()
        return made


def previewed(program, **asked):
    return program.get("/api/v1/payouts/preview", query_string=asked).json


def asked_for(program, **other):
    """What is answered when the payout that is shown now is asked for."""
    said = {**GIRO, "token": previewed(program)["token"], **other}
    return program.post("/api/v1/payouts", said)


def at_desk(api_as, name, number, deed, **said):
    return api_as(staff_member(name)).post(f"/api/v1/staff/payouts/{number}/{deed}", said)


class TestCharlie:
    def test_finds_nothing(self, as_user, api_as, alice, charlie, note):
        number = asked_for(api_as(alice)).json["number"]

        assert api_as(charlie).get(f"/api/v1/payouts/{number}").status_code == 404
        assert as_user(charlie).get(f"/payouts/{number}").status_code == 404
        assert api_as(charlie).get("/api/v1/payouts").json["data"] == []
        assert previewed(api_as(charlie))["credit"]["minor"] == 0

    def test_is_no_staff(self, api_as, alice, charlie, note):
        number = asked_for(api_as(alice)).json["number"]

        for deed in ("approval", "payment", "decline"):
            answer = api_as(charlie).post(f"/api/v1/staff/payouts/{number}/{deed}")
            assert answer.status_code == 404


class TestAsking:
    def test_is_for_those_who_pay(self, api_as, as_user, alice, bob, note):
        said = {**GIRO, "token": previewed(api_as(alice))["token"]}

        assert api_as(bob).post("/api/v1/payouts", said).status_code == 403
        assert as_user(bob).get("/payouts/ask").status_code == 403

    def test_settles_open_invoices_first_and_sets_the_rest_aside(
        self, api_as, alice, note, paid_too_much, inside
    ):
        """250 on a note and 40 on the account, of which an invoice has taken 40; 60 are open."""
        small = small_invoice(alice)
        program = api_as(alice)
        seen = previewed(program)

        made = asked_for(program).json

        assert (seen["credit"]["minor"], seen["open_invoices"]["minor"]) == (250_00, 60_00)
        assert seen["amount"] == made["amount"] == {"minor": 190_00, "currency": "SEK"}
        assert seen["parts"] == made["parts"]
        assert [(p["credit"], p["invoice"], p["amount"]["minor"]) for p in made["parts"]] == [
            (note.number, small.number, 60_00),
            (note.number, None, 190_00),
        ]
        assert (made["state"], made["type"]) == ("waiting", "credit_note")
        assert open_amount(small.id) == open_amount(note.id) == account_credit() == Money(0)
        assert findings() == []

    def test_pays_out_what_was_paid_too_much(self, api_as, alice, note, paid_too_much, inside):
        made = asked_for(api_as(alice)).json

        assert (made["amount"]["minor"], made["type"]) == (290_00, "both")
        assert account_credit() == Money(0)
        assert findings() == []

    def test_leaves_nothing_for_another(self, api_as, alice, note, inside):
        program = api_as(alice)
        asked_for(program)

        again = asked_for(program)
        used = program.post("/api/v1/credit/use", {"credit": note.number, "invoice": note.number})

        assert again.json["type"].endswith("no-credit")
        assert used.status_code == 409

    def test_is_bound_to_what_was_shown(self, api_as, alice, note, inside):
        token = previewed(api_as(alice))["token"]
        small_invoice(alice)

        answer = api_as(alice).post("/api/v1/payouts", {**GIRO, "token": token})

        assert answer.json["type"].endswith("payout-outdated")
        assert open_amount(note.id) == Money(-250_00)
        assert Payout.latest() == []

    @pytest.mark.parametrize("otherwise", ["bare", "another's", "made up", "too late"])
    def test_takes_no_token_but_one_that_was_sealed_for_the_company(
        self, api_as, alice, charlie, note, inside, otherwise, monkeypatch
    ):
        tokens = {
            "bare": allocation().fingerprint,
            "another's": previewed(api_as(charlie))["token"],
            "made up": "made up",
        }
        token = tokens.get(otherwise, previewed(api_as(alice))["token"])
        if otherwise == "too late":
            monkeypatch.setattr(sealing, "HOLDS_FOR_SECONDS", -1)

        answer = api_as(alice).post("/api/v1/payouts", {**GIRO, "token": token})

        assert (answer.status_code, answer.json["type"]) == (409, "/problems/preview-outdated")
        assert Payout.latest() == []

    def test_of_less_than_is_open_is_refused(self, api_as, alice, note, agreed, inside):
        """March, 500.00, is open."""
        making.invoice_again(agreed, by=alice, today=MARCH)

        answer = asked_for(api_as(alice))

        assert answer.json["type"].endswith("open-invoices-take-it")
        assert "500" in answer.json["detail"]
        assert open_amount(note.id) == Money(-250_00)

    @pytest.mark.parametrize(
        "account",
        [
            {"account_kind": "bankgiro", "account_number": "5050-1056"},
            {"account_kind": "iban", "account_number": "SE4550000000058398257467"},
        ],
    )
    def test_checks_the_account(self, api_as, alice, note, account):
        answer = asked_for(api_as(alice), **account)

        assert answer.status_code == 409
        assert answer.json["type"].endswith("account-mistyped")


class TestTwoAtOnce:
    """The company's row is what keeps two from setting the same credit aside."""

    @pytest.mark.parametrize("guarded", [True, False])
    def test_set_it_aside_once(self, app, alice, note, monkeypatch, guarded):
        barrier, made = threading.Barrier(2), []
        ids = (alice.tenant_id, alice.id)
        with tenant_scope(ids[0]):
            shown = allocation().fingerprint
        if not guarded:
            monkeypatch.setattr(actions, "take_turns", our_company)
            slow = actions.must_be_payable

            def wait_for_the_other(found):
                slow(found)
                barrier.wait(timeout=10)

            monkeypatch.setattr(actions, "must_be_payable", wait_for_the_other)

        def one():
            with app.app_context(), tenant_scope(ids[0]):
                if guarded:
                    barrier.wait(timeout=10)
                try:
                    payout = ask_for_payout(
                        by=Person.find(ids[1]),
                        currency="SEK",
                        account=ACCOUNT,
                        shown=shown,
                        now=now(),
                    )
                    db.session.commit()
                    made.append(payout.amount_minor)
                except Refusal:
                    db.session.rollback()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert made == [250_00] * (1 if guarded else 2)
        assert (findings() == []) is guarded


class TestFourEyes:
    def test_send_the_money_once(self, api_as, alice, note, inside, mails, tell_all):
        number = asked_for(api_as(alice)).json["number"]
        sent = {"paid_on": "2026-03-02", "bank_reference": "BG-77"}

        early = at_desk(api_as, "Siv", number, "payment", **sent)
        approved = api_as(sven := staff_member("Sven")).post(
            f"/api/v1/staff/payouts/{number}/approval"
        )
        alone = api_as(sven).post(f"/api/v1/staff/payouts/{number}/payment", sent)
        paid = at_desk(api_as, "Stina", number, "payment", **sent)
        twice = at_desk(api_as, "Saga", number, "payment", **sent)

        assert early.json["type"].endswith("payout-not-approved")
        assert (approved.json["state"], approved.json["approved_by"]) == ("approved", "Sven")
        assert alone.json["type"].endswith("somebody-else-pays")
        assert (paid.json["state"], paid.json["paid_by"]) == ("paid", "Stina")
        assert twice.json["type"].endswith("payout-not-approved")
        assert _balances() == {"receivable": 0, "credits": 0, "payouts": 0, "bank": -250_00}
        assert findings() == []
        tell_all()
        letters = [mail for mail in mails() if number in mail.subject]
        assert ["asked for" in m.subject or "on its way" in m.subject for m in letters] == [
            True
        ] * 2
        assert note.number in letters[1].body
        assert "BG-77" in letters[1].body
        assert "5050-1055" not in letters[1].body

    def test_are_held_by_the_database_too(self, api_as, alice, note, inside):
        number = asked_for(api_as(alice)).json["number"]
        at_desk(api_as, "Sven", number, "approval")

        with pytest.raises(DBAPIError, match="a_payout_takes_four_eyes"):
            db.session.execute(
                text(
                    "update payouts set paid_at = now(), paid_on = current_date, "
                    "paid_by_name = 'Sven', bank_reference = '1', "
                    "paid_by_account_id = approved_by_account_id"
                )
            )
        db.session.rollback()

    def test_decline_and_put_the_credit_back_anew(
        self, api_as, alice, note, paid_too_much, inside, mails, tell_all
    ):
        small = small_invoice(alice)
        number = asked_for(api_as(alice)).json["number"]
        entries = _count("ledger_entries")

        at_desk(api_as, "Sven", number, "approval")
        short = at_desk(api_as, "Siv", number, "decline", reason="no")
        declined = at_desk(api_as, "Stina", number, "decline", reason="The account is closed.")
        paid = at_desk(api_as, "Saga", number, "payment", paid_on="2026-03-02", bank_reference="1")

        assert short.json["type"].endswith("decline-needs-reason")
        assert (declined.json["state"], declined.json["declined_by"]) == ("declined", "Stina")
        assert declined.json["declined_at"].startswith("2026-03-02")
        assert paid.json["type"].endswith("payout-not-approved")
        assert open_amount(note.id) == Money(-190_00)
        assert open_amount(small.id) == Money(0)
        assert _count("ledger_entries") == entries + 1
        assert findings() == []
        assert asked_for(api_as(alice)).json["amount"]["minor"] == 190_00
        tell_all()
        [letter] = [mail for mail in mails() if "declined" in mail.subject]
        assert "The account is closed." in letter.body

    def test_see_who_waits(self, api_as, alice, note):
        number = asked_for(api_as(alice)).json["number"]
        sven = api_as(staff_member("Sven"))

        listed = {
            state: [each["number"] for each in _listed(sven, state)]
            for state in ("waiting", "approved", "paid", "declined")
        }

        assert listed == {"waiting": [number], "approved": [], "paid": [], "declined": []}


class TestTheAudit:
    def test_tells_of_money_set_aside_for_nobody(self, api_as, alice, note, inside, owner_engine):
        asked_for(api_as(alice))

        with owner_engine.begin() as owner:
            owner.execute(text("set local session_replication_role = replica"))
            owner.execute(text("update payouts set amount_minor = amount_minor + 1"))

        assert len(findings()) == 2


class TestThePages:
    def test_lead_from_the_credit_note_to_the_payout(self, as_user, alice, note, inside):
        small = small_invoice(alice)
        browser = as_user(alice)

        document = browser.get(f"/invoices/{note.number}").text
        page = browser.get("/payouts/ask").text
        check = browser.post("/payouts/ask", {"currency": "SEK", **GIRO}).text
        done = browser.post("/payouts/ask", hidden(check))
        shown = browser.get(done.headers["Location"]).text

        assert "/payouts/ask?currency=SEK" in document
        assert small.number in page
        assert "Bankgiro 5050-1055" in check
        assert Payout.latest()[0].amount == Money(150_00)
        assert "Waits to be approved" in shown
        assert note.number in shown
        assert small.number in shown
        assert Payout.latest()[0].number in browser.get("/payouts").text
        history = browser.get(f"/invoices/{note.number}").text
        assert "to be paid out, payout" in history
        assert Payout.latest()[0].number in browser.get("/statement").text

    def test_show_anew_what_has_changed(self, as_user, alice, note, inside):
        browser = as_user(alice)
        check = hidden(browser.post("/payouts/ask", {"currency": "SEK", **GIRO}).text)
        small_invoice(alice)

        stale = browser.post("/payouts/ask", check)
        done = browser.post("/payouts/ask", hidden(stale.text))

        assert stale.status_code == 409
        assert "Check it again below" in stale.text
        assert done.status_code == 302
        assert Payout.latest()[0].amount == Money(150_00)

    def test_show_anew_another_account_than_was_shown(self, as_user, alice, note, inside):
        browser = as_user(alice)
        check = hidden(browser.post("/payouts/ask", {"currency": "SEK", **GIRO}).text)

        other = browser.post("/payouts/ask", check | {"account_number": "9912346"})
        none_yet = Payout.latest()
        done = browser.post("/payouts/ask", hidden(other.text))

        assert (other.status_code, none_yet) == (409, [])
        assert "Bankgiro 991-2346" in other.text
        assert done.status_code == 302
        assert Payout.latest()[0].account_number == "991-2346"

    def test_say_why_there_is_nothing(self, as_user, alice, inside):
        page = as_user(alice).get("/payouts/ask")

        assert page.status_code == 200
        assert "Nothing stands to your credit" in page.text
        assert "Ask for a payout" in as_user(alice).get("/payouts").text

    def test_say_what_is_mistyped(self, as_user, alice, note):
        typed = {"currency": "SEK", "account_kind": "plusgiro", "account_number": "12"}

        answer = as_user(alice).post("/payouts/ask", typed)

        assert answer.status_code == 409
        assert "is not a plusgiro number" in answer.text

    def test_name_the_credit_on_the_account_as_who_reads_it_does(
        self, as_user, api_as, alice, note, paid_too_much, inside
    ):
        number = asked_for(api_as(alice)).json["number"]

        theirs = as_user(alice).get(f"/payouts/{number}").text
        ours = as_user(staff_member("Sven")).get(f"/staff/payouts/{number}").text

        assert ("On your account" in theirs, "On your account" in ours) == (True, False)
        assert "Credit on the account" in ours

    def test_of_the_staff_do_the_whole_of_it(self, as_user, api_as, alice, note, inside):
        number = asked_for(api_as(alice)).json["number"]
        sven, stina = as_user(staff_member("Sven")), as_user(staff_member("Stina"))
        path = f"/staff/payouts/{number}"
        sent = {"paid_on": "2026-03-02", "bank_reference": "BG-77"}

        assert number in sven.get("/staff/payouts").text
        assert sven.post(f"{path}/approve").status_code == 303
        alone = sven.post(f"{path}/pay", sent)
        assert number in stina.get("/staff/payouts?show=approved").text
        unsaid = stina.post(f"{path}/pay", {"paid_on": "2026-03-02"})
        ahead = stina.post(f"{path}/pay", {**sent, "paid_on": "2026-03-03"})
        done = stina.post(f"{path}/pay", sent)
        late = stina.post(f"{path}/decline", {"reason": "Too late."})

        assert "Somebody else of the staff has to send" in alone.text
        assert (unsaid.status_code, ahead.status_code, done.status_code) == (422, 409, 303)
        assert "paid or declined already" in late.text
        page = stina.get(path).text
        assert "Sven approved it" in page
        assert "Stina marked it as paid" in page
        assert number in stina.get("/staff/payouts?show=paid").text
        assert "BG-77" in as_user(alice).get(f"/payouts/{number}").text
        assert "paid out, payout" in as_user(alice).get(f"/invoices/{note.number}").text


def hidden(page):
    """The fields of the check page's form, as a browser sends them on."""
    form = re.search(r'<form[^>]*class="form.*?</form>', page, re.DOTALL)[0]
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form))
    fields.pop("csrf_token")
    return fields


def _listed(program, state):
    return program.get("/api/v1/staff/payouts", query_string={"state": state}).json["data"]


def _balances():
    rows = db.session.execute(
        text(
            "select account, sum(amount_minor)::bigint from ledger_postings where account in "
            "('receivable', 'credits', 'payouts', 'bank') group by account"
        )
    )
    return {"receivable": 0, "credits": 0, "payouts": 0, "bank": 0} | dict(rows.all())


def _count(table):
    return db.session.scalar(text(f"select count(*) from {table}"))
