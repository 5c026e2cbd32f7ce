"""Fees for reminders: once an invoice, on the next one without VAT, waived for errors of ours."""

import threading
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.accounting.export import chart, sie_of
from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left
from saas.billing.coming_invoices.models import coming_invoices
from saas.billing.coverage.models import InvoiceLine
from saas.billing.credit_notes.actions import Because, correct_invoice, credit_invoice
from saas.billing.delivery.models import BouncedAddress
from saas.billing.dry_run.models import dry_run
from saas.billing.dry_run.rules import Way
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.rules import Account
from saas.billing.proof.models import findings
from saas.billing.reminder_fees.actions import waive_fee
from saas.billing.reminder_fees.models import ReminderFee
from saas.billing.reminder_fees.rules import FeeWaivedAlready, fee_line, is_charged
from saas.billing.reminders import jobs
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.jobs import announce_reminders
from saas.billing.reminders.rules import ladder
from saas.billing.run.actions import issue_what_is_owed
from saas.billing.seller.actions import ensure_seller
from saas.billing.totals.rules import CreditReason, decision_on
from saas.dates import now, today
from saas.db import db
from saas.errors import NotAllowed
from saas.licensing.agreement.models import Agreement, AgreementTerm
from saas.licensing.events import TermsChanged
from saas.licensing.lines.rules import Item
from saas.licensing.vat.rules import Category, vat_decision
from saas.money import Money
from saas.outbox import announce
from saas.scope import tenant_scope
from tests.billing import making, sie
from tests.billing.test_reminders import papers
from tests.helpcenter.making import staff_member

TODAY, APRIL = date(2026, 3, 2), date(2026, 4, 1)
FEE, ONE = Money(60_00), 373_75
DESK = "/api/v1/staff/reminder-fees"
OURS = {"was_ours": True, "our_error": "We sent it to the wrong address."}


@pytest.fixture(autouse=True)
def fee(app):
    """The operator charges sixty kronor."""
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, reminder_fee="6000")
    yield
    app.config["SETTINGS"] = before


@pytest.fixture
def sven(database):
    return staff_member()


@pytest.fixture
def january(invoices):
    """The number of January's invoice, which is overdue."""
    return invoices[0]


@pytest.fixture
def looks(clock, tell_all, owner_engine):
    """The calendar of a day looks for what is late, and everything that follows from it."""

    def look(day=TODAY, language="en"):
        with owner_engine.begin() as owner:
            owner.execute(text("update tenants set language = :it"), {"it": language})
        clock.set(day)
        announce_reminders(day)
        tell_all()

    return look


@pytest.fixture
def reminded(january, looks):
    """January's invoice has been reminded of once; its number."""
    looks()
    return january


@pytest.fixture
def fees(alice):
    """The fees of the bakery so far: (invoice id, amount, day)."""
    ours = alice.tenant_id

    def charged():
        with tenant_scope(ours):
            found = db.session.scalars(db.select(ReminderFee).order_by(ReminderFee.id)).all()
            told = [(each.invoice_id, each.amount, each.reminded_on) for each in found]
        db.session.rollback()
        return told

    return charged


@pytest.fixture
def next_invoice(alice):
    """What the agreement of the bakery owes through a day, invoiced."""
    ours = alice.tenant_id

    def issue(day=APRIL):
        with tenant_scope(ours):
            agreement = db.session.scalars(db.select(Agreement)).one()
            issued = issue_what_is_owed(agreement.id, today=day)
            db.session.commit()
            return issued

    return issue


def sums(invoice):
    return invoice.net_minor, invoice.vat_minor, invoice.total_minor


class TestCharlie:
    def test_sees_no_fee_of_ours_and_waives_none(self, api_as, as_user, alice, charlie, reminded):
        for program in (api_as(charlie), api_as(alice)):
            assert program.get(DESK).status_code == 404
            assert program.post(f"{DESK}/{reminded}/waiver", json=OURS).status_code == 404
        assert as_user(charlie).get(f"/staff/reminder-fees/{reminded}").status_code == 404
        with tenant_scope(alice.tenant_id), pytest.raises(NotAllowed):
            waive_fee(by=alice, number=reminded, our_error="x", now=now())
        db.session.rollback()

    def test_is_not_invoiced_ours(self, charlie, reminded):
        theirs = making.invoice(by=charlie, today=APRIL)

        assert sums(theirs) == (299_00, 74_75, ONE)


class TestTheRules:
    @pytest.mark.parametrize(
        ("charged", "fee", "reminder"),
        [
            (True, FEE, {"step": 1, "currency": "SEK", "is_mailed": True}),
            (False, FEE, {"step": 2, "currency": "SEK", "is_mailed": True}),
            (False, FEE, {"step": 1, "currency": "EUR", "is_mailed": True}),
            (False, FEE, {"step": 1, "currency": "SEK", "is_mailed": False}),
            (False, Money(0), {"step": 1, "currency": "SEK", "is_mailed": True}),
        ],
    )
    def test_charge_the_first_that_was_mailed(self, charged, fee, reminder):
        assert is_charged(fee, **reminder) is charged

    @pytest.mark.parametrize(
        ("country", "proven", "category"),
        [
            ("SE", False, Category.EXEMPT),
            ("FI", True, Category.EXEMPT),
            ("FI", False, Category.EXEMPT),
            ("NO", False, Category.OUTSIDE_SCOPE),
        ],
    )
    def test_tax_no_fee_and_say_why(self, country, proven, category):
        sale = vat_decision(country=country, vat_number_proven=proven, on=TODAY)

        decision = decision_on(fee_line(FEE, number="1", reminded_on=TODAY), sale)

        assert (decision.category, decision.percent) == (category, 0)
        assert decision.legend

    def test_a_line_says_which_invoice_and_which_letter(self):
        line = fee_line(FEE, number="20260000101", reminded_on=TODAY)

        assert str(line.title) == "Reminder fee, invoice 20260000101"
        assert str(line.explanation) == "reminder sent on 2026-03-02"
        back = replace(line, quantity=-1, net=-FEE)
        assert str(back.title) == "Reminder fee, invoice 20260000101, taken back"


class TestTheLetter:
    def test_says_that_the_fee_comes_on_the_next_invoice(self, reminded, mails):
        said = f"A reminder fee of SEK 60.00 for invoice {reminded} comes on your next invoice."

        [paper] = papers()
        [letter] = [mail for mail in mails() if mail.subject.startswith("Reminder")]
        assert said in " ".join(paper.split())
        assert said in letter.body.replace("\u00a0", " ")
        assert "No fee is charged" not in paper
        assert "SEK 373.75" in paper, "what is asked for now is the invoice, without the fee"

    def test_says_it_in_swedish(self, january, looks):
        looks(language="sv")

        assert "kommer på er nästa faktura" in " ".join(papers()[0].split())

    def test_the_second_costs_nothing(self, fees, alice, reminded, looks):
        looks(date(2026, 3, 12))

        assert len(fees()) == 2, "January's, and by now February's first"
        assert f"for invoice {reminded}" not in papers()[-1]

    def test_costs_nothing_where_the_operator_says_so(self, fees, app, alice, january, looks):
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], reminder_fee="0")
        looks()

        assert fees() == []
        assert "No fee is charged for this reminder." in papers()[0]

    def test_costs_nothing_where_it_is_mailed_to_nobody(self, fees, alice, january, looks):
        with tenant_scope(alice.tenant_id):
            for email in ("faktura@bageriet.example", alice.email):
                db.session.add(
                    BouncedAddress(email=email, reason="gone", noted_at=now(), noted_by_name="Sven")
                )
            db.session.commit()

        looks()

        assert fees() == []


class TestOnce:
    def test_told_twice_it_is_charged_once(self, fees, alice, reminded, looks):
        looks()
        looks(date(2026, 3, 3))

        assert [each[1:] for each in fees()] == [(FEE, TODAY)]

    def test_four_who_are_told_at_once_charge_once(self, fees, app, alice, january):
        together, failed = threading.Barrier(4), []

        def tell():
            with app.app_context(), tenant_scope(alice.tenant_id):
                together.wait()
                try:
                    jobs.remind(jobs.ReminderDue(TODAY))
                    db.session.commit()
                except Exception as error:  # noqa: BLE001 - what went wrong is told below
                    failed.append(error)
                    db.session.rollback()

        threads = [threading.Thread(target=tell) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert failed == []
        assert len(fees()) == 1

    def test_a_letter_that_dies_charges_nothing(self, fees, alice, january):
        with tenant_scope(alice.tenant_id):
            jobs.remind(jobs.ReminderDue(TODAY))
            assert db.session.scalars(db.select(ReminderFee)).all()
        db.session.rollback()  # the teller dies before its commit

        assert fees() == []

    def test_the_database_itself_refuses_a_second_fee(self, fees, alice, reminded):
        [(invoice_id, _amount, _day)] = fees()
        with tenant_scope(alice.tenant_id):
            db.session.add(
                ReminderFee(
                    invoice_id=invoice_id, amount_minor=1, currency="SEK", reminded_on=TODAY
                )
            )
            with pytest.raises(DBAPIError, match="one_fee_for_reminders"):
                db.session.flush()
        db.session.rollback()

    def test_what_is_written_is_kept_for_good(self, owner_engine, reminded, next_invoice):
        next_invoice()
        for change in (
            "update reminder_fees set amount_minor = 1",
            "delete from reminder_fee_ends",
        ):
            with owner_engine.connect() as owner, pytest.raises(DBAPIError, match="never edited"):
                owner.execute(text(change))


class TestTheNextInvoice:
    def test_has_the_fee_as_a_line_without_vat(
        self, alice, as_user, api_as, reminded, next_invoice
    ):
        issued = next_invoice()
        number = issued.number

        assert sums(issued) == (299_00 + 60_00, 74_75, ONE + 60_00)
        with tenant_scope(alice.tenant_id):
            asked = db.select(InvoiceLine).where(InvoiceLine.invoice_id == issued.id)
            _plan, line = db.session.scalars(asked.order_by(InvoiceLine.position)).all()
            assert (line.item, line.vat_category, line.vat_percent) == (
                Item.FEE,
                Category.EXEMPT,
                0,
            )
            assert not line.covers
        db.session.rollback()
        page = as_user(alice).get(f"/invoices/{number}").text.replace("\u00a0", " ")
        assert f"Reminder fee, invoice {reminded}" in page
        assert "reminder sent on 2 March 2026" in page
        assert "Without VAT" in page
        told = api_as(alice).get(f"/api/v1/invoices/{number}").json
        assert {each["category"]: each["base"]["minor"] for each in told["vat"]} == {
            "S": 299_00,
            "E": 60_00,
        }
        before = as_user(alice).get(f"/invoices/{reminded}").text.replace("\u00a0", " ")
        assert "Reminder fee of SEK 60.00: it comes on your next invoice" in before
        assert f"Reminder fee of SEK 60.00 put on invoice {number}" in before
        assert findings() == []

    def test_has_it_once(self, reminded, next_invoice):
        assert next_invoice().net_minor == 359_00
        assert next_invoice() is None
        assert next_invoice(date(2026, 5, 1)).net_minor == 299_00

    def test_is_what_was_said_ahead(self, alice, as_user, api_as, reminded, next_invoice):
        with tenant_scope(alice.tenant_id):
            [coming] = coming_invoices(today())
            said = (coming.sums.net.minor, coming.sums.vat.minor, coming.sums.gross.minor)
        db.session.rollback()
        assert f"Reminder fee, invoice {reminded}" in as_user(alice).get("/invoices/coming").text
        [told] = api_as(alice).get("/api/v1/invoices/coming").json["data"]
        assert [line["item"] for line in told["lines"]] == ["plan", "fee"]

        assert said == sums(next_invoice())

    def test_of_a_run_is_what_the_dry_run_said(self, alice, charlie, reminded, tell_all):
        making.invoice(by=charlie, today=date(2026, 3, 1))
        [ours] = [
            one for one in dry_run(APRIL, differs=20).found if one.lines and len(one.lines) > 1
        ]
        assert ours.way is Way.APART
        assert ours.sums.total == Money(ONE + 60_00)
        run = start_run(APRIL, by="Sven", now=now())
        db.session.commit()
        for position in chunks_left(run):
            issue_chunk(run, position, now=now())
            db.session.commit()
        tell_all()

        with tenant_scope(alice.tenant_id):
            latest = db.session.scalars(db.select(Invoice).order_by(Invoice.id.desc())).first()
            assert latest.total == Money(ONE + 60_00)
        db.session.rollback()
        assert findings() == []

    def test_that_was_confirmed_costs_what_was_shown(self, alice, fees, reminded, tell_all):
        ours = alice.tenant_id
        with tenant_scope(ours):
            [term] = db.session.scalars(db.select(AgreementTerm)).all()
            agreement = db.session.get_one(Agreement, (ours, term.agreement_id))
            making.terms(agreement, by=alice, starts_on=TODAY, fee=599_00)
            announce(TermsChanged(agreement.id, TODAY))
            db.session.commit()
        tell_all()

        with tenant_scope(ours):
            latest = db.session.scalars(db.select(Invoice).order_by(Invoice.id.desc())).first()
            items = [line["item"] for line in latest.snapshot["lines"]]
        db.session.rollback()
        assert items
        assert "fee" not in items
        assert len(fees()) == 1

    def test_does_not_come_for_the_fee_alone(self, fees, alice, reminded, next_invoice):
        assert next_invoice(TODAY) is None
        assert len(fees()) == 1

    def test_that_takes_something_back_leaves_it_waiting(self, alice, api_as, sven, reminded):
        with tenant_scope(alice.tenant_id):
            term = db.session.scalars(db.select(AgreementTerm)).one()
            term.until = date(2026, 3, 11)
            db.session.flush()
            note = issue_what_is_owed(term.agreement_id, today=TODAY)
            db.session.commit()

        assert note.is_credit_note
        [row] = api_as(sven).get(DESK).json["data"]
        assert (row["charged_on"], row["our_error"]) == ("", "")

    def test_names_it_in_the_bookkeepers_file(self, reminded, next_invoice):
        next_invoice()

        read = sie.read(b"".join(sie_of(ensure_seller(), 2026, written_on=TODAY)))

        assert read.result[chart().of(Account.REVENUE, "E").number] == Decimal("-60.00")


class TestTakenBack:
    def test_its_line_is_credited_without_vat(self, alice, reminded, next_invoice):
        issued = next_invoice()
        because = Because(reason=CreditReason.GOODWILL, words="Ours", by_name="Sven")
        with tenant_scope(alice.tenant_id):
            note = credit_invoice(issued.number, because, amounts={2: FEE}, today=APRIL)
            db.session.commit()

        assert sums(note) == (-60_00, 0, -60_00)
        assert findings() == []

    def test_a_correction_of_the_tax_leaves_it_without(self, alice, reminded, next_invoice):
        issued = next_invoice()
        because = Because(reason=CreditReason.VAT_WRONG, words="", by_name="VIES")
        abroad = vat_decision(country="FI", vat_number_proven=True, on=APRIL)
        with tenant_scope(alice.tenant_id):
            _back, again = correct_invoice(issued.number, because, decision=abroad, today=APRIL)
            db.session.commit()

        assert {each["category"] for each in again.snapshot["vat"]} == {"AE", "E"}
        assert findings() == []


class TestWaiving:
    def test_is_for_an_error_of_ours_and_told_to_the_customer(
        self, as_user, api_as, alice, sven, reminded, next_invoice
    ):
        browser = as_user(sven)
        path = f"/staff/reminder-fees/{reminded}"
        assert path in browser.get("/staff/reminder-fees").text
        for wrong in ({}, {"our_error": "Kind of us"}, {"was_ours": "true"}):
            assert browser.post(path, wrong).status_code == 422
        assert "was_ours" in api_as(sven).post(
            f"{DESK}/{reminded}/waiver", json={**OURS, "was_ours": False}
        ).text  # fmt: skip

        sent = {"was_ours": "true", "our_error": OURS["our_error"]}
        assert browser.post(path, sent).status_code == 302

        assert "Waived" in browser.get("/staff/reminder-fees").text
        page = as_user(alice).get(f"/invoices/{reminded}").text
        assert "the error was ours: We sent it to the wrong address." in page
        assert next_invoice().net_minor == 299_00
        assert OURS["our_error"] in browser.get(path).text

    def test_is_not_of_what_has_been_invoiced(self, as_user, api_as, sven, reminded, next_invoice):
        issued = next_invoice()

        answer = api_as(sven).post(f"{DESK}/{reminded}/waiver", json=OURS)

        assert answer.json["type"] == "/problems/fee-on-invoice"
        assert issued.number in answer.json["detail"]
        page = as_user(sven).get(f"/staff/reminder-fees/{reminded}").text
        assert f"/staff/credit-notes/{issued.number}" in page
        [row] = api_as(sven).get(DESK).json["data"]
        assert row["charged_on"] == issued.number

    def test_is_once(self, api_as, sven, reminded):
        program = api_as(sven)
        first = program.post(f"{DESK}/{reminded}/waiver", json=OURS)
        again = program.post(f"{DESK}/{reminded}/waiver", json=OURS)

        assert (first.status_code, first.json["waived_by"]) == (201, sven.name)
        assert again.json["type"] == f"/problems/{FeeWaivedAlready.code}"

    def test_is_not_of_an_invoice_that_cost_none(self, api_as, as_user, sven, invoices):
        path = f"/staff/reminder-fees/{invoices[1]}"
        assert api_as(sven).post(f"{DESK}/{invoices[1]}/waiver", json=OURS).status_code == 404
        assert as_user(sven).get(path).status_code == 404

    def test_and_invoicing_at_the_same_moment_are_one_of_them(
        self, app, api_as, alice, sven, reminded
    ):
        program, gate, came = api_as(sven), threading.Barrier(2), {}
        with tenant_scope(alice.tenant_id):
            agreement_id = db.session.scalars(db.select(Agreement.id)).one()
        db.session.rollback()

        def waive():
            gate.wait()
            came["waived"] = program.post(f"{DESK}/{reminded}/waiver", json=OURS).status_code

        def invoice():
            with app.app_context(), tenant_scope(alice.tenant_id):
                gate.wait()
                came["net"] = issue_what_is_owed(agreement_id, today=APRIL).net_minor
                db.session.commit()

        threads = [threading.Thread(target=each) for each in (waive, invoice)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

        assert came in ({"waived": 201, "net": 299_00}, {"waived": 409, "net": 359_00})
        assert findings() == []


def test_a_fee_that_is_not_in_the_invoices_currency_waits(alice, fees, january, next_invoice):
    with tenant_scope(alice.tenant_id):
        then = now() - timedelta(days=20)
        euro = Money(5_00, "EUR")
        assert write_reminders(ladder("5", "0.00"), fee=euro, sent_to=["a@b.example"], now=then)
        db.session.commit()

    assert fees() == []
    assert next_invoice().net_minor == 299_00
