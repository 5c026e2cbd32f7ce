"""What is owed becomes an invoice: the difference, once, with its number and its bookings."""

from datetime import date

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from saas.billing.coverage.models import InvoiceLine
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import LedgerPosting, account_credit, open_amount
from saas.billing.ledger.rules import Account
from saas.billing.snapshot.rules import fingerprint, read
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.errors import NotFound
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making

MARCH = date(2026, 3, 1)


def postings():
    rows = db.session.execute(select(LedgerPosting.account, LedgerPosting.amount_minor))
    return sorted((str(account), minor) for account, minor in rows)


class TestWhatIsOwed:
    def test_charlie_sees_nothing_of_it(self, alice, charlie):
        ours = making.invoice(by=alice)

        with tenant_scope(charlie.tenant_id):
            assert db.session.scalars(select(Invoice)).all() == []
            with pytest.raises(NotFound):
                Invoice.numbered(ours.number)
            with pytest.raises(NotFound):
                making.issue_what_is_owed(ours.agreement_id, today=MARCH)
            assert db.session.scalars(select(InvoiceLine)).all() == []
            assert open_amount(ours.id) == Money(0)

    def test_becomes_an_invoice(self, inside, alice):
        invoice = making.invoice(by=alice, today=MARCH, extra_seats=2)

        assert invoice.kind is InvoiceKind.INVOICE
        assert invoice.number == "20260000001"
        assert invoice.ocr == "2026000000136"
        assert (invoice.issued_on, invoice.due_on) == (MARCH, date(2026, 3, 31))
        assert invoice.total == Money.sek(561, 25)
        assert open_amount(invoice.id) == invoice.total
        assert postings() == [
            ("receivable", 561_25),
            ("revenue", -449_00),
            ("vat", -112_25),
        ]

    def test_is_invoiced_once(self, inside, alice):
        agreement = making.agreement(by=alice, started_on=MARCH)

        first = making.invoice_again(agreement, by=alice, today=MARCH)
        again = making.invoice_again(agreement, by=alice, today=date(2026, 3, 31))
        april = making.invoice_again(agreement, by=alice, today=date(2026, 4, 1))

        assert again is None
        assert [first.number, april.number] == ["20260000001", "20260000002"]

    def test_an_upgrade_in_mid_month_costs_the_difference(self, inside, alice):
        """domain.md §4: 249 to 599 on the 17th of March is 169.36 net."""
        agreement = making.agreement(by=alice, started_on=MARCH, fee=249_00)
        making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=599_00, name="Premium")

        change = making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        assert change.net_minor == 169_36
        lines = db.session.scalars(
            select(InvoiceLine.net_minor).where(InvoiceLine.invoice_id == change.id)
        )
        assert sorted(lines) == [-120_48, 289_84]

    def test_less_than_invoiced_is_a_credit_note_that_pays_its_invoice(self, inside, alice):
        agreement = making.agreement(by=alice, started_on=MARCH, fee=599_00, name="Premium")
        first = making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=249_00)

        note = making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        assert note.kind is InvoiceKind.CREDIT_NOTE
        assert note.total == Money.sek(-211, -70)
        assert note.credits_id == first.id
        assert note.snapshot["credits"] == [{"number": first.number, "issued_on": "2026-03-01"}]
        assert open_amount(note.id) == Money(0)
        assert open_amount(first.id) == first.total + note.total
        assert account_credit() == Money(0)

    def test_credit_left_over_pays_the_next_invoice(self, inside, alice):
        agreement = making.agreement(by=alice, started_on=MARCH, fee=599_00, name="Premium")
        first = making.invoice_again(agreement, by=alice, today=MARCH)
        pay(first)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=249_00)
        making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))
        assert account_credit() == Money.sek(211, 70)

        april = making.invoice_again(agreement, by=alice, today=date(2026, 4, 1))

        assert april.total == Money.sek(311, 25)
        assert open_amount(april.id) == Money.sek(99, 55)
        assert account_credit() == Money(0)

    def test_swapping_like_for_like_is_an_invoice_of_nothing_once(self, inside, alice):
        agreement = making.agreement(by=alice, started_on=MARCH)
        making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), name="Renamed")

        swap = making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        assert (swap.kind, swap.total) == (InvoiceKind.INVOICE, Money(0))
        assert making.invoice_again(agreement, by=alice, today=date(2026, 3, 18)) is None

    def test_the_day_of_issue_never_goes_back(self, inside, alice, charlie):
        making.invoice(by=charlie, today=date(2026, 3, 2))

        late = making.invoice(by=alice, today=MARCH)

        assert late.issued_on == date(2026, 3, 2)


def pay(invoice):
    settled = book_payment(
        f"pay-{invoice.number}",
        amount=invoice.total,
        allocations={invoice.id: invoice.total},
        on=invoice.issued_on,
    )
    db.session.commit()
    return settled


class TestTheSnapshot:
    def test_says_everything_and_is_sealed(self, inside, alice, bakery):
        invoice = making.invoice(by=alice, extra_seats=1)
        db.session.expire_all()

        content = invoice.snapshot
        assert content["buyer"]["name"] == bakery.name
        assert content["seller"]["bankgiro"] == "5050-1055"
        assert content["vat"][0]["rule"] == "swedish-business"
        assert [line["net_minor"] for line in content["lines"]] == [299_00, 75_00]
        assert str(read(content["lines"][1]["explanation"])) == "all of January, 1 seat × 75.00 SEK"
        assert invoice.sha256 == fingerprint(content)

    def test_does_not_follow_the_customer(self, inside, alice, bakery):
        invoice = making.invoice(by=alice)

        bakery.name = "Ågrens Konditori AB"
        db.session.commit()
        db.session.expire_all()

        assert invoice.snapshot["buyer"]["name"] == "Ågrens Bageri AB"

    def test_hides_the_number_of_a_sole_trader(self, database):
        trader = factories.company(
            org_number="8803200016", name="Åkes VVS", vat_number="SE880320001601"
        )
        ake = factories.person(of=trader, name="Åke", email="ake@vvs.example")

        buyer = making.invoice(by=ake).snapshot["buyer"]

        assert buyer["org_number"] == "880320-****"
        assert buyer["vat_number"] == ""


class TestTheBooks:
    """What is issued stays issued, whoever asks."""

    @pytest.mark.parametrize(
        "deed",
        [
            "update invoices set due_on = due_on + 1",
            "delete from invoices",
            "update invoice_lines set net_minor = net_minor + 1",
            "delete from invoice_lines",
            "update ledger_postings set amount_minor = amount_minor * 2",
            "delete from ledger_entries",
            "update given_numbers set position = position + 1",
            "delete from given_numbers",
            "update number_series set next = next - 1",
            "delete from number_series",
        ],
    )
    def test_are_never_edited(self, inside, alice, owner_engine, deed):
        making.invoice(by=alice)

        with pytest.raises(DBAPIError):
            db.session.execute(text(deed))
        db.session.rollback()
        with owner_engine.connect() as owner:
            owner.execute(text("set local session_replication_role = origin"))
            with pytest.raises(IntegrityError):
                owner.execute(text(deed))

    def test_an_entry_that_does_not_balance_is_not_kept(self, inside, alice):
        making.invoice(by=alice)
        entry_id = db.session.scalar(select(LedgerPosting.entry_id).limit(1))
        db.session.add(
            LedgerPosting(entry_id=entry_id, account=Account.BANK, amount_minor=1, currency="SEK")
        )

        with pytest.raises(IntegrityError, match="do not sum to zero"):
            db.session.commit()
        db.session.rollback()

    def test_an_invoice_gets_no_line_afterwards(self, inside, alice):
        making.invoice(by=alice)
        line = db.session.scalars(select(InvoiceLine)).one()
        values = {c.name: getattr(line, c.name) for c in InvoiceLine.__table__.c if c.name != "id"}
        db.session.add(InvoiceLine(**values | {"position": 2}))

        with pytest.raises(IntegrityError, match="do not sum to its net"):
            db.session.commit()
        db.session.rollback()

    def test_a_number_is_not_taken_and_thrown_away(self, inside, alice):
        making.invoice(by=alice)
        db.session.execute(text("update number_series set next = next + 1"))

        with pytest.raises(IntegrityError, match="was taken and not given"):
            db.session.commit()
        db.session.rollback()

    def test_the_same_event_is_booked_once(self, inside, alice):
        invoice = making.invoice(by=alice)
        pay(invoice)

        with pytest.raises(IntegrityError, match="an_event_is_booked_once"):
            pay(invoice)
        db.session.rollback()

    def test_paying_twice_becomes_credit(self, inside, alice):
        invoice = making.invoice(by=alice)
        pay(invoice)

        settled = book_payment(
            "another", amount=Money(5_00), allocations={invoice.id: Money(5_00)}, on=MARCH
        )

        assert settled == {invoice.id: Money(0)}
        assert account_credit() == Money(5_00)
