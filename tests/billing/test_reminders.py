"""Reminders: whose turn it is, each step once, what the letter says, and who is left alone."""

import io
import re
import threading
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from saas.billing.cards.models import Card
from saas.billing.collection.actions import hand_over
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.delivery.models import BouncedAddress
from saas.billing.hand_written.actions import write_invoice
from saas.billing.hand_written.rules import WrittenLine
from saas.billing.invoices.models import Invoice
from saas.billing.later_due.actions import ask_for_later_day, decide_on_later_day
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import open_amounts
from saas.billing.open_claims.rules import Agency
from saas.billing.payments.actions import Order, start_payment
from saas.billing.reminder_events import ReminderDue
from saas.billing.reminders import jobs
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.jobs import announce_reminders
from saas.billing.reminders.models import Reminder, companies_to_remind, to_be_reminded_of
from saas.billing.reminders.rules import Claim, Ladder, ladder, next_step, step_due
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.billing.totals.rules import CreditReason
from saas.dates import now
from saas.db import db
from saas.licensing.vat.rules import Rate
from saas.mail import MailAttachment
from saas.money import Money
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from tests import factories
from tests.asking import questions
from tests.billing import making
from tests.helpcenter.making import staff_member

TODAY = date(2026, 3, 2)  # January's invoice was to be paid by 31 January, February's by 3 March
DUE = date(2026, 1, 31)
STEPS = ladder("5,15", "0.00")
API = "/api/v1/reminders"
REMINDER = re.compile(r"\d+-\d{4}-\d\d-\d\d[.]pdf")
ONE = 373_75


@pytest.fixture
def january(invoices):
    """The number of January's invoice, which is overdue."""
    return invoices[0]


@pytest.fixture
def looks(clock, tell_all, owner_engine):
    """The calendar of a day looks for what is late, and everything that follows from it."""

    def look(day=TODAY, language="sv"):
        with owner_engine.begin() as owner:
            owner.execute(text("update tenants set language = :it"), {"it": language})
        clock.set(day)
        announce_reminders(day)
        tell_all()

    return look


@pytest.fixture
def configured(app):
    """The operator has another configuration."""
    before = app.config["SETTINGS"]

    def configure(**changed):
        app.config["SETTINGS"] = replace(before, **changed)

    yield configure
    app.config["SETTINGS"] = before


@pytest.fixture
def reminded(mails):
    """The letters of reminder so far."""
    return lambda: [mail for mail in mails() if mail.subject.startswith(("Reminder", "Påminnelse"))]


@pytest.fixture
def steps(alice):
    """Every step taken so far with the bakery's invoices: (day, number, step), in order."""
    ours = alice.tenant_id

    def taken():
        with tenant_scope(ours):
            rows = db.session.execute(
                db.select(Reminder.written_on, Invoice.number, Reminder.step)
                .join(Reminder.invoice)
                .order_by(Reminder.id)
            ).all()
        db.session.rollback()
        return [(day.isoformat(), number, step) for day, number, step in rows]

    return taken


def papers():
    """The words of each PDF that was mailed."""
    with all_tenants(because="a test reads everybody's mail"):
        files = db.session.scalars(db.select(MailAttachment).order_by(MailAttachment.id)).all()
    db.session.commit()
    return [
        "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(file.content)).pages)
        .replace("\u00a0", " ")
        .replace("\u2009", " ")
        for file in files
        if REMINDER.fullmatch(file.filename)
    ]


class TestCharlie:
    def test_neither_reads_ours_nor_is_reminded_of_it(
        self, api_as, as_user, alice, charlie, january, looks
    ):
        looks()
        [letter] = api_as(alice).get(API).json["data"]

        ours = api_as(alice).get(f"{API}/{letter['id']}.pdf")
        paper = PdfReader(io.BytesIO(ours.data)).pages[0].extract_text()
        assert REMINDER.search(ours.headers["Content-Disposition"])
        assert "Bageri" in paper
        assert letter["id"] not in paper

        assert api_as(charlie).get(API).json["data"] == []
        assert api_as(charlie).get(f"{API}/{letter['id']}.pdf").status_code == 404
        assert as_user(charlie).get(f"/reminders/{letter['id']}.pdf").status_code == 404

    def test_is_reminded_of_his_own_in_a_letter_of_his_own(
        self, charlie, january, looks, reminded, api_as
    ):
        theirs = making.invoice(by=charlie, today=date(2026, 3, 1))

        looks(date(2026, 4, 10))

        letters = reminded()
        assert len(letters) == 2
        assert sum(theirs.number in each.body for each in letters) == 1
        [letter] = api_as(charlie).get(API).json["data"]
        assert [each["invoice"] for each in letter["invoices"]] == [theirs.number]


def test_bob_may_not_see_money(api_as, as_user, alice, bob, january, looks):
    looks()
    [letter] = api_as(alice).get(API).json["data"]

    assert api_as(bob).get(API).status_code == 403
    assert as_user(bob).get(f"/reminders/{letter['id']}.pdf").status_code == 403


class TestTheLadder:
    def test_is_read_as_an_operator_writes_it(self):
        read = [(s.number, s.after.days, s.apart.days) for s in ladder("5,15,40", "0.00").steps]

        assert read == [(1, 5, 5), (2, 15, 10), (3, 40, 25)]
        assert ladder("", "0.00") == ladder("0", "0.00") == Ladder(())
        assert ladder("5", "50.00").least_minor == 50_00

    @pytest.mark.parametrize(
        ("claim", "today", "step"),
        [
            (Claim(100, DUE, 0, None), date(2026, 2, 4), None),
            (Claim(100, DUE, 0, None), date(2026, 2, 5), 1),
            (Claim(100, DUE, 0, None), date(2026, 9, 1), 1),
            (Claim(0, DUE, 0, None), date(2026, 2, 5), None),
            (Claim(-100, DUE, 0, None), date(2026, 2, 5), None),
            (Claim(100, DUE, 1, date(2026, 2, 5)), date(2026, 2, 14), None),
            (Claim(100, DUE, 1, date(2026, 2, 5)), date(2026, 2, 15), 2),
            (Claim(100, DUE, 1, date(2026, 2, 20)), date(2026, 3, 1), None),
            (Claim(100, DUE, 1, date(2026, 2, 20)), date(2026, 3, 2), 2),
            (Claim(100, DUE, 2, date(2026, 2, 15)), date(2026, 9, 1), None),
            (Claim(100, date(2026, 8, 30), 1, date(2026, 2, 5)), date(2026, 9, 1), None),
        ],
    )
    def test_gives_the_next_step_when_its_days_have_gone(self, claim, today, step):
        due = step_due(claim, STEPS, today=today)
        assert (due.number if due else None) == step

    @pytest.mark.parametrize(
        ("claim", "coming"),
        [
            (Claim(100, DUE, 0, None), (1, date(2026, 2, 5))),
            (Claim(100, DUE, 1, date(2026, 2, 5)), (2, date(2026, 2, 15))),
            (Claim(100, DUE, 1, date(2026, 2, 20)), (2, date(2026, 3, 2))),
            (Claim(100, date(2026, 8, 30), 1, date(2026, 2, 5)), (2, date(2026, 9, 14))),
            (Claim(100, DUE, 2, date(2026, 2, 15)), None),
            (Claim(0, DUE, 0, None), None),
        ],
    )
    def test_says_on_which_day_the_next_step_comes(self, claim, coming):
        found = next_step(claim, STEPS)
        assert (found and (found[0].number, found[1])) == coming

    @given(
        rungs=st.lists(st.integers(1, 60), min_size=1, max_size=4, unique=True).map(sorted),
        days=st.lists(st.integers(-10, 200), max_size=60),
        moved=st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), max_size=3),
    )
    def test_is_climbed_once_whatever_days_are_lived_in_whatever_order(self, rungs, days, moved):
        steps = ladder(",".join(map(str, rungs)), "0.00")
        due_on, later, had = DUE, dict(moved), []
        for place, day in enumerate(days):
            due_on += timedelta(days=later.get(place, 0))
            today = DUE + timedelta(days=day)
            last = had[-1][1] if had else None
            if step := step_due(Claim(1, due_on, len(had), last), steps, today=today):
                assert (today - due_on).days >= rungs[step.number - 1]
                had.append((step.number, today))
        assert [number for number, _day in had] == list(range(1, len(had) + 1))
        assert len(had) <= len(rungs)
        gaps = [b - a for (_n, a), (_m, b) in pairwise(had)]
        wanted = [b - a for a, b in pairwise(rungs)]
        assert all(gap.days >= least for gap, least in zip(gaps, wanted, strict=False))


class TestTheCalendar:
    def test_takes_each_step_on_its_day(self, alice, invoices, clock, steps):
        january, february, march = invoices

        clock.live_to(date(2026, 4, 20))

        assert [each for each in steps() if each[1] in invoices] == [
            ("2026-03-03", january, 1),
            ("2026-03-08", february, 1),
            ("2026-03-13", january, 2),
            ("2026-03-18", february, 2),
            ("2026-04-05", march, 1),
            ("2026-04-15", march, 2),
        ]

    def test_makes_up_for_days_it_missed_with_one_letter(
        self, alice, january, clock, tell_all, reminded, steps
    ):
        clock.set(date(2026, 3, 2))
        for past in range(26, -1, -1):
            announce_reminders(TODAY - timedelta(days=past))
        tell_all()

        assert len(reminded()) == 1
        assert steps() == [("2026-03-02", january, 1)]

    def test_finds_every_company_with_one_question(self, app, alice, charlie, january):
        def asked():
            with questions(app) as said:
                announce_reminders(date(2026, 5, 1))
            facts = text("select count(*) from announcements where name = 'ReminderDue'")
            with all_tenants(because="a test counts what was announced"):
                told = db.session.scalar(facts)
            db.session.rollback()
            return len(said), told

        asked()
        few, told = asked()
        for n in range(5):
            company = factories.company(name=f"Forge {n}", org_number=f"556{n:07}")
            owner = factories.person(of=company, name="Dora")
            making.invoice(by=owner, today=date(2026, 1, 1))

        assert (told, asked()) == (1, (few, 6))

    @pytest.mark.parametrize("days", ["5,15", "3", "1,2,40", "0", ""])
    def test_finds_whom_the_rule_finds(self, alice, charlie, invoices, days):
        making.invoice(by=charlie, today=date(2026, 2, 10))
        climbed = ladder(days, "0.00")
        for past in range(0, 70, 3):
            today = TODAY + timedelta(days=past)
            with all_tenants(because="a test asks as the calendar does"):
                found = set(companies_to_remind(climbed, today=today))
            due = set()
            for person in (alice, charlie):
                with tenant_scope(person.tenant_id):
                    if list(to_be_reminded_of(climbed, today=today)):
                        due.add(person.tenant_id)
                        noon = now() + timedelta(days=past)
                        write_reminders(climbed, sent_to=[], now=noon)
                    assert not list(to_be_reminded_of(climbed, today=today))
                    db.session.commit()
            assert found == due

    @pytest.mark.parametrize("off", ["", "0"])
    def test_reminds_of_nothing_where_the_operator_wants_none(
        self, alice, january, looks, reminded, configured, off
    ):
        configured(reminder_days=off)
        looks()
        assert reminded() == []


class TestTheLetter:
    def test_names_all_that_is_late_in_one_letter_with_one_pdf(
        self, alice, invoices, looks, reminded, api_as
    ):
        looks(date(2026, 4, 10), "en")

        [letter] = reminded()
        assert letter.recipient == "faktura@bageriet.example"
        assert letter.subject == "Reminder: 3 invoices are overdue"
        body = letter.body.replace("\u00a0", " ")
        assert "SEK 1,121.25" in body
        [paper] = papers()
        assert "Payment reminder" in paper
        assert "1,121.25" in paper
        for number in invoices:
            assert number in body
            assert number in paper
        listed = api_as(alice).get(API).json["data"][0]
        assert [(e["step"], e["days_late"], e["open"]["minor"]) for e in listed["invoices"]] == [
            (1, 69, ONE),
            (1, 38, ONE),
            (1, 10, ONE),
        ]

    def test_says_who_what_and_how_to_pay(self, alice, january, looks, inside):
        looks(language="en")

        [paper] = papers()
        invoice = Invoice.numbered(january)
        seller, buyer = invoice.snapshot["seller"], invoice.snapshot["buyer"]
        for said in (
            seller["name"],
            buyer["name"],
            buyer["customer_number"],
            january,
            invoice.ocr,
            seller["bankgiro"],
            "31 January 2026",
            "SEK 373.75",
            "No fee is charged",
        ):
            assert said in paper, said
        assert " 30 1 " in " ".join(paper.split())
        assert "debt collection" not in paper
        db.session.rollback()

    def test_speaks_swedish_to_whom_it_is_sent(self, january, looks, reminded):
        looks()

        [letter] = reminded()
        assert letter.subject == f"Påminnelse: faktura {january} har förfallit"
        [paper] = papers()
        for said in (
            "Betalningspåminnelse",
            "31 januari 2026",
            "373,75 kr",
            "ingen avgift",
            "OCR-nummer",
        ):
            assert said in paper, said

    def test_to_another_seller_is_a_letter_of_its_own(self, alice, january, looks, reminded):
        name_seller(*seller_in(EXAMPLE), code="euro", selling={"currency": "EUR", "series": "E"})
        with tenant_scope(alice.tenant_id):
            line = WrittenLine(
                text="Help",
                quantity=1,
                unit_price=Money(80_00, "EUR"),
                rate=Rate.STANDARD,
                day=TODAY,
            )
            in_euro = write_invoice([line], by=Person.find(alice.id), today=TODAY).number
            db.session.commit()

        looks(date(2026, 4, 25), "en")

        letters = reminded()
        assert [in_euro in letter.body for letter in letters] == [False, True]
        assert "€ 100.00" in letters[1].body.replace("\u00a0", " ")
        kronor, euro = papers()
        assert "OCR number" in kronor
        assert "Payment reference" in euro
        assert "EUR 100.00" in euro
        assert "Bankgiro 5050-1055" not in euro.partition("How to pay")[2].partition("IBAN")[0]

    def test_says_of_the_last_step_what_may_follow(self, alice, january, looks):
        looks()
        looks(date(2026, 3, 12))

        assert "inkasso" in papers()[-1]
        assert "inkasso" not in papers()[0]

    def test_leads_to_where_it_is_paid(self, as_user, alice, january, looks, reminded):
        looks()
        [letter] = reminded()
        [link] = [word for word in letter.body.split() if "mass-payment" in word]

        page = as_user(alice).get(link.partition("kundzon.test")[2])

        assert page.status_code == 200
        assert january in page.text

    def test_is_the_same_paper_on_the_invoice_for_good(
        self, as_user, api_as, alice, january, looks, owner_engine
    ):
        looks()
        browser, program = as_user(alice), api_as(alice)
        page = browser.get(f"/invoices/{january}").text
        path = page.partition('href="/reminders/')[2].partition('"')[0]
        paper = browser.get(f"/reminders/{path}")

        assert "Reminder 1 sent to faktura@bageriet.example" in page
        assert paper.mimetype == "application/pdf"
        assert program.get(f"{API}/{path}").data == paper.data
        told = program.get(f"/api/v1/invoices/{january}").json["happenings"]
        assert any("Reminder 1 sent" in each["what"] for each in told)
        for table in ("reminders", "reminder_letters"):
            with owner_engine.connect() as owner, pytest.raises(DBAPIError, match="never edited"):
                owner.execute(text(f"update {table} set written_on = '2027-01-01'"))

    def test_is_told_of_at_the_staff_s_desk(self, as_user, alice, january, looks):
        looks()
        browser = as_user(staff_member())
        browser.post(f"/staff/invoices/{january}", {"why": "They called."})

        page = browser.get(f"/staff/invoices/{january}").text

        assert "Reminder 1 sent to faktura@bageriet.example" in page
        assert 'href="/reminders/' not in page

    def test_waits_on_the_page_where_mail_reaches_nobody(
        self, as_user, alice, january, looks, reminded
    ):
        with tenant_scope(alice.tenant_id):
            for email in ("faktura@bageriet.example", alice.email):
                db.session.add(
                    BouncedAddress(email=email, reason="gone", noted_at=now(), noted_by_name="Sven")
                )
            db.session.commit()

        looks()

        assert reminded() == []
        assert "Reminder 1 made available here" in as_user(alice).get(f"/invoices/{january}").text


class TestWhoIsLeftAlone:
    """What became of an invoice between the calendar's look and the letter is looked at again."""

    @pytest.fixture
    def found_late(self, alice, january, clock):
        announce_reminders(TODAY)
        db.session.commit()

    def of(self, alice, number):
        with tenant_scope(alice.tenant_id):
            return Invoice.numbered(number)

    def test_who_has_paid(self, alice, january, found_late, tell_all, reminded):
        invoice = self.of(alice, january)
        with tenant_scope(alice.tenant_id):
            paid = {invoice.id: invoice.total}
            book_payment("p1", amount=invoice.total, allocations=paid, on=TODAY)

        tell_all()

        assert reminded() == []

    def test_who_has_been_credited(self, alice, january, found_late, tell_all, reminded):
        with tenant_scope(alice.tenant_id):
            because = Because(reason=CreditReason.GOODWILL, words="Sorry!", by_name="Sven")
            credit_invoice(january, because, today=TODAY)

        tell_all()

        assert reminded() == []

    def test_who_has_paid_a_part_is_reminded_of_the_rest(
        self, alice, january, found_late, tell_all, reminded
    ):
        invoice = self.of(alice, january)
        with tenant_scope(alice.tenant_id):
            part = Money(300_00)
            book_payment("p1", amount=part, allocations={invoice.id: part}, on=TODAY)

        tell_all()

        assert "73,75 kr" in reminded()[0].body.replace("\u00a0", " ")

    def test_who_owes_less_than_the_operator_reminds_of(
        self, alice, january, found_late, tell_all, reminded, configured
    ):
        configured(reminder_least="373.76")
        tell_all()
        assert reminded() == []

    def test_who_pays_by_card_right_now(self, alice, january, found_late, tell_all, reminded):
        invoice = self.of(alice, january)
        with tenant_scope(alice.tenant_id):
            card = Card(
                token="pm_1", brand="visa", last4="4242", fingerprint="f", is_default=True,
                expires_on=date(2030, 1, 31), saved_by_id=alice.id, saved_at=now(),
            )  # fmt: skip
            db.session.add(card)
            db.session.flush()
            order = Order(card=card, receipt_to=None, language="en", sent_as="f")
            start_payment(dict(open_amounts([invoice.id])), order, by=alice, now=now())
            assert write_reminders(STEPS, sent_to=[], now=now()) == []
        db.session.rollback()

    def test_who_asks_for_a_correction_until_it_is_answered(
        self, api_as, as_user, alice, january, looks, reminded
    ):
        said = {"wrong": "quantity", "message": "We ordered two."}
        path = f"/api/v1/invoices/{january}/corrections"
        asked = api_as(alice).post(path, json=said)
        assert asked.status_code == 201, asked.text
        looks()
        assert reminded() == []

        assert as_user(alice).post("/requests/R-1001/close").status_code == 302
        looks(date(2026, 3, 4))

        assert len(reminded()) == 1

    def test_who_may_pay_later(self, alice, january, looks, reminded, steps):
        month = timedelta(days=30)
        with tenant_scope(alice.tenant_id):
            request = ask_for_later_day(
                by=alice, number=january, due_on=date(2026, 3, 20), reason="x", at_most=month,
                now=now(),
            )  # fmt: skip
            decide_on_later_day(
                by=staff_member(), request=request, due_on=date(2026, 3, 20), says="Yes.",
                at_most=month, now=now(),
            )  # fmt: skip
            db.session.commit()

        looks(date(2026, 3, 7))
        assert reminded() == []
        looks(date(2026, 3, 25))

        assert january in [number for _day, number, _step in steps()]
        assert "Överenskommet senare: 20 mars 2026" in " ".join(papers()[0].split())

    def test_who_settles_with_the_collection_agency(
        self, alice, january, looks, reminded, configured
    ):
        agency = Agency("Inkasso AB", "", "", "")
        with tenant_scope(alice.tenant_id):
            for days_ago in (25, 15):
                write_reminders(STEPS, sent_to=[], now=now() - timedelta(days=days_ago))
            hand_over(
                by=staff_member(), number=january, agency=agency, ladder=STEPS,
                reason="No answer", now=now(),
            )  # fmt: skip
            db.session.commit()
        configured(reminder_days="5,15,25")

        looks()

        assert reminded() == []


class TestOnce:
    def test_told_twice_it_is_sent_once(self, alice, january, looks, reminded, tell_all):
        looks()
        with tenant_scope(alice.tenant_id):
            for _ in range(3):
                announce(ReminderDue(TODAY))
            db.session.commit()
        tell_all()

        assert len(reminded()) == 1

    def test_two_who_are_told_at_once_write_one_letter(self, app, alice, invoices, steps):
        together, failed = threading.Barrier(4), []

        def tell():
            with app.app_context(), tenant_scope(alice.tenant_id):
                together.wait()
                try:
                    jobs.remind(ReminderDue(TODAY))
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
        assert steps() == [("2026-03-02", invoices[0], 1)]

    def test_the_database_itself_refuses_a_step_taken_twice(self, alice, january, looks):
        looks()
        with tenant_scope(alice.tenant_id):
            first = db.session.scalars(db.select(Reminder)).one()
            names = ("letter_id", "invoice_id", "step", "due_on", "open_minor", "currency")
            again = {name: getattr(first, name) for name in (*names, "written_on")}
            db.session.add(Reminder(**again))
            with pytest.raises(DBAPIError, match="reminded_of_once_in_each_step"):
                db.session.flush()
        db.session.rollback()

    def test_killed_after_writing_it_is_written_and_sent_by_the_next(
        self, alice, january, looks, reminded, steps
    ):
        with tenant_scope(alice.tenant_id):
            jobs.remind(ReminderDue(TODAY))
            db.session.flush()
        db.session.rollback()  # the teller dies before its commit
        assert (reminded(), steps()) == ([], [])

        looks()

        assert len(reminded()) == len(steps()) == 1
