"""Billing runs: what a chunk issues is what each invoice issued by itself would be."""

from datetime import date

import pytest
from sqlalchemy import func, select

from saas.billing.batches.actions import issue_chunk, start_run
from saas.billing.batches.models import chunks_left, progress_of
from saas.billing.coverage.models import InvoiceLine
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import LedgerEntry, LedgerPosting
from saas.billing.proof.models import findings
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.billing.snapshot.rules import fingerprint
from saas.calendar import keep_up
from saas.dates import now
from saas.db import db
from saas.scope import tenant_scope
from saas.wiring import CALENDAR
from tests import factories
from tests.billing import making

MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)
OWN = ("number", "ocr", "buyer")


def run_through(day):
    run = start_run(day, by="test", now=now())
    db.session.commit()
    issued = 0
    for position in chunks_left(run):
        issued += issue_chunk(run, position, now=now())
        db.session.commit()
    return run, issued


def invoices_of(person):
    with tenant_scope(person.tenant_id):
        found = db.session.scalars(select(Invoice).order_by(Invoice.id)).all()
        db.session.commit()
        return found


def parts_of(person, invoice):
    """Everything of an invoice but what names it."""
    with tenant_scope(person.tenant_id):
        lines = db.session.scalars(
            select(InvoiceLine)
            .where(InvoiceLine.invoice_id == invoice.id)
            .order_by(InvoiceLine.position)
        ).all()
        entry = db.session.scalars(
            select(LedgerEntry).where(LedgerEntry.reference == invoice.number)
        ).one()
        postings = db.session.scalars(
            select(LedgerPosting)
            .where(LedgerPosting.entry_id == entry.id)
            .order_by(LedgerPosting.account)
        ).all()
        kept = (
            {key: value for key, value in invoice.snapshot.items() if key not in OWN},
            [line.charge for line in lines],
            [(p.account, p.amount_minor, p.currency, p.invoice_id == invoice.id) for p in postings],
            (entry.kind, entry.booked_on, invoice.step, invoice.kind, invoice.due_on),
            (invoice.net_minor, invoice.vat_minor, invoice.rounding_minor, invoice.total_minor),
        )
        db.session.commit()
        return kept


def test_charlie_gets_his_own_invoice_and_none_of_ours(alice, charlie):
    for person, seats in ((alice, 3), (charlie, 0)):
        making.invoice_again(
            making.agreement(by=person, started_on=MARCH, extra_seats=seats),
            by=person,
            today=MARCH,
        )
    run_through(APRIL)

    ours, theirs = (invoices_of(person)[-1] for person in (alice, charlie))
    assert ours.snapshot["buyer"]["name"] != theirs.snapshot["buyer"]["name"]
    assert (len(ours.snapshot["lines"]), len(theirs.snapshot["lines"])) == (2, 1)
    assert ours.total_minor > theirs.total_minor


def test_a_chunk_issues_what_each_would_be_issued_by_itself(alice, charlie):
    agreements = [
        making.agreement(by=person, started_on=MARCH, extra_seats=2) for person in (alice, charlie)
    ]
    for agreement, person in zip(agreements, (alice, charlie), strict=True):
        making.invoice_again(agreement, by=person, today=MARCH)
    making.invoice_again(agreements[0], by=alice, today=APRIL)
    _run, issued = run_through(APRIL)

    assert issued == 1
    by_itself, in_a_chunk = invoices_of(alice)[-1], invoices_of(charlie)[-1]
    assert parts_of(alice, by_itself) == parts_of(charlie, in_a_chunk)
    assert in_a_chunk.snapshot.keys() == by_itself.snapshot.keys()
    assert fingerprint(in_a_chunk.snapshot) == in_a_chunk.sha256
    assert in_a_chunk.ocr.startswith(in_a_chunk.number)


def test_run_again_or_done_again_it_finds_nothing(alice, charlie):
    for person in (alice, charlie):
        making.invoice_again(making.agreement(by=person, started_on=MARCH), by=person, today=MARCH)
    run, issued = run_through(APRIL)
    again = issue_chunk(run, 1, now=now())
    db.session.commit()
    _second, nothing = run_through(APRIL)

    assert (issued, again, nothing) == (2, 0, 0)
    assert progress_of(run)["invoices"] == 2
    assert findings() == []
    run_through(MAY)
    assert [len(invoices_of(person)) for person in (alice, charlie)] == [3, 3]
    assert findings() == []


def test_credit_to_set_off_is_left_to_be_looked_at_by_itself(alice, tell_all):
    agreement = making.agreement(by=alice, started_on=MARCH, extra_seats=2)
    making.invoice_again(agreement, by=alice, today=MARCH)
    making.terms(agreement, by=alice, starts_on=date(2026, 3, 20), extra_seats=0)
    making.invoice_again(agreement, by=alice, today=date(2026, 3, 20))
    run, issued = run_through(APRIL)
    tell_all()

    assert (issued, progress_of(run)["one_by_one"]) in {(1, 0), (0, 1)}
    assert invoices_of(alice)[-1].issued_on == APRIL
    assert findings() == []


def test_the_invoice_is_announced_and_mailed(alice, tell_all, mails):
    making.invoice_again(making.agreement(by=alice, started_on=MARCH), by=alice, today=MARCH)
    tell_all()
    before = len(mails())
    run_through(APRIL)
    tell_all()

    assert len(mails()) == before + 1


def test_numbers_follow_on_each_other(alice, charlie):
    for person in (alice, charlie):
        making.invoice_again(making.agreement(by=person, started_on=MARCH), by=person, today=MARCH)
    run_through(APRIL)
    numbers = sorted(int(i.number) for person in (alice, charlie) for i in invoices_of(person))

    assert [number - numbers[0] for number in numbers] == [0, 1, 2, 3]
    with tenant_scope(alice.tenant_id):
        assert db.session.scalar(select(func.count()).select_from(Invoice)) == 2


class TestWhatARunFinds:
    def test_is_what_begins_by_its_day(self, alice, charlie):
        for person, day in ((alice, MARCH), (charlie, date(2026, 3, 2))):
            making.invoice_again(making.agreement(by=person, started_on=day), by=person, today=day)

        assert run_through(date(2026, 3, 31))[1] == 0
        assert run_through(APRIL)[1] == 1
        assert run_through(date(2026, 4, 2))[1] == 1

    def test_is_told_one_by_one_where_nothing_was_compared_yet(self, alice, tell_all):
        making.agreement(by=alice, started_on=MARCH)
        _run, issued = run_through(MARCH)
        tell_all()

        assert (issued, len(invoices_of(alice))) == (0, 1)

    def test_is_nothing_without_a_price(self, alice, tell_all):
        making.agreement(by=alice, started_on=MARCH, fee=0)
        run_through(MARCH)
        tell_all()

        assert invoices_of(alice) == []

    def test_is_nothing_after_the_end(self, alice):
        agreement = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(agreement, by=alice, today=MARCH)
        with tenant_scope(alice.tenant_id):
            agreement.terms[-1].until = APRIL
            db.session.commit()
        run_through(APRIL)
        run_through(MAY)

        assert len(invoices_of(alice)) == 1

    def test_started_three_times_it_invoices_once(self, alice, charlie, tell_all):
        for person in (alice, charlie):
            making.invoice_again(
                making.agreement(by=person, started_on=MARCH), by=person, today=MARCH
            )
        for _ in range(3):
            start_run(APRIL, by="test", now=now())
            db.session.commit()
        tell_all()

        assert [len(invoices_of(person)) for person in (alice, charlie)] == [2, 2]


def test_what_another_of_our_sellers_sells_is_left_to_be_looked_at_by_itself(alice, tell_all):
    making.invoice_again(making.agreement(by=alice, started_on=MARCH), by=alice, today=MARCH)
    name_seller(*seller_in(EXAMPLE), code="home", selling={"countries": "SE", "series": "H"})
    db.session.commit()
    _run, issued = run_through(APRIL)
    tell_all()

    assert issued == 0
    assert invoices_of(alice)[-1].number.startswith("H")


class TestWhoIsLate:
    """What should have been issued on a day gone by is numbered, dated and due by now."""

    BOUGHT, STOPPED, BACK = date(2026, 11, 20), date(2026, 12, 10), date(2027, 1, 25)

    @pytest.fixture
    def kept_up(self, app, clock, tell_all):
        """The scheduler is let up on a day, after however many without."""

        def keep(day):
            clock.set(day)
            with app.app_context():
                keep_up(CALENDAR)
            tell_all()

        return keep

    def test_after_forty_six_days_and_a_year_end(self, alice, charlie, kept_up, mails):
        fjord = factories.company(name="Fjord AS", org_number="923609016", country="NO")
        nora = factories.person(of=fjord, email="nora@fjord.example")
        people = (alice, charlie, nora)  # in a chunk, in a chunk, and by herself
        kept_up(self.BOUGHT)
        for person in people:
            bought = making.agreement(by=person, started_on=self.BOUGHT, extra_seats=2)
            making.invoice_again(bought, by=person, today=self.BOUGHT)
        kept_up(self.STOPPED)
        before = len(mails())

        kept_up(self.BACK)

        for person in people:
            _bought, *late = invoices_of(person)
            assert [parts_of(person, each)[1][0].starts_on for each in late] == [
                date(2026, 12, 20), date(2027, 1, 20),
            ]  # fmt: skip
            for each in late:
                assert (each.issued_on, each.due_on) == (self.BACK, date(2027, 2, 24))
                assert each.number.startswith("2027")
                assert parts_of(person, each)[3][1] == self.BACK
        named = [mail.subject for mail in mails()[before:] if "0000" in mail.subject]
        assert sum(" 2026000" in subject for subject in named) == 3  # reminders of November's
        assert sum(" 2027000" in subject for subject in named) == 6  # invoices, and no reminder
        assert findings() == []

    def test_a_run_for_an_earlier_day_leaves_the_days_since(self, alice, clock):
        agreement = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(agreement, by=alice, today=MARCH)
        clock.set(date(2026, 5, 9))
        _run, issued = run_through(date(2026, 4, 30))

        assert issued == 1
        assert invoices_of(alice)[-1].issued_on == date(2026, 5, 9)
        assert run_through(date(2026, 5, 9))[1] == 1
