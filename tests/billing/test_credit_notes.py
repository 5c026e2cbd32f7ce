"""Credit notes and corrections by hand: taken back once, linked, and never charged anew (S85)."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from saas.billing.coverage.models import InvoiceLine
from saas.billing.credit_notes.actions import Because, correct_invoice, credit_invoice
from saas.billing.credit_notes.models import credit_notes_of, creditable
from saas.billing.credit_notes.rules import (
    CreditTooLarge,
    NoLineChosen,
    NotAnInvoice,
    NothingLeftToCredit,
    ReasonDoesNotFit,
)
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import account_credit, open_amount
from saas.billing.proof.models import findings
from saas.billing.seller.actions import name_seller
from saas.billing.seller.models import EXAMPLE, seller_in
from saas.billing.snapshot.rules import read
from saas.billing.totals.rules import CreditReason, InvoiceKind
from saas.db import db
from saas.errors import NotFound
from saas.money import Money
from saas.scope import tenant_scope
from tests.billing import making

MARCH = date(2026, 3, 1)
GOODWILL = Because(reason=CreditReason.GOODWILL, words="Sorry!", by_name="Sven")
WRONG_BUYER = Because(reason=CreditReason.BUYER_WRONG, words="", by_name="Sven")


def with_whole_kronor():
    """The example seller, when it rounds what is to be paid."""
    details, terms = seller_in(EXAMPLE)
    return details, replace(terms, whole_kronor=True)


def pay(invoice, amount=None):
    book_payment(
        f"pay-{invoice.number}",
        amount=amount or invoice.total,
        allocations={invoice.id: invoice.total},
        on=invoice.issued_on,
    )
    db.session.commit()


@pytest.fixture
def march(alice):
    """299.00 for the plan and 150.00 for two seats, 561.25 with VAT."""
    return making.invoice(by=alice, today=MARCH, extra_seats=2)


@pytest.fixture
def balanced():
    """What a test leaves behind must pass the audit."""
    yield
    db.session.commit()
    assert findings() == []


class TestACredit:
    def test_is_not_for_charlie(self, march, charlie):
        with tenant_scope(charlie.tenant_id), pytest.raises(NotFound):
            credit_invoice(march.number, GOODWILL, today=MARCH)

    def test_takes_all_of_it_back_line_by_line(self, inside, march, balanced):
        note = credit_invoice(march.number, GOODWILL, today=MARCH)

        assert note.kind is InvoiceKind.CREDIT_NOTE
        assert (note.total, note.credits_id) == (-march.total, march.id)
        assert (note.reason, note.made_by_name) == (CreditReason.GOODWILL, "Sven")
        assert note.snapshot["credits"][0]["number"] == march.number
        assert note.snapshot["correction"]["words"] == "Sorry!"
        assert str(read(note.snapshot["lines"][0]["title"])) == "Basic, credited"
        assert open_amount(march.id) == open_amount(note.id) == Money(0)

    def test_in_part_is_of_one_line_and_its_rate(self, inside, march, balanced):
        note = credit_invoice(march.number, GOODWILL, amounts={2: Money(50_00)}, today=MARCH)

        line = db.session.scalars(
            select(InvoiceLine).where(InvoiceLine.invoice_id == note.id)
        ).one()
        assert (note.net_minor, note.vat_minor) == (-50_00, -12_50)
        assert (line.quantity, line.unit_price_minor, line.covers) == (-1, 50_00, False)
        assert open_amount(march.id) == march.total - Money(62_50)
        assert [each.left for each in creditable(march)] == [Money(299_00), Money(100_00)]

    def test_is_not_charged_again_by_the_next_run(self, inside, march, alice, balanced):
        credit_invoice(march.number, GOODWILL, today=MARCH)

        assert making.invoice_again(bought(march), by=alice, today=date(2026, 3, 31)) is None

    def test_is_never_more_than_what_is_left(self, inside, march):
        credit_invoice(march.number, GOODWILL, amounts={1: Money(200_00)}, today=MARCH)

        with pytest.raises(CreditTooLarge, match=r"At most 99\.00 SEK"):
            credit_invoice(march.number, GOODWILL, amounts={1: Money(99_01)}, today=MARCH)
        credit_invoice(march.number, GOODWILL, today=MARCH)
        with pytest.raises(NothingLeftToCredit):
            credit_invoice(march.number, GOODWILL, today=MARCH)

    def test_leaves_out_what_a_run_has_credited(self, inside, alice, balanced):
        """Half of March was credited when the plan shrank; only the rest is there to credit."""
        agreement = making.agreement(by=alice, started_on=MARCH, fee=599_00, name="Premium")
        first = making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=249_00)
        making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        assert [line.left for line in creditable(first)] == [Money(309_16)]

    def test_in_parts_leaves_nothing_of_the_rounding(self, inside, alice, balanced):
        """5 584.69 was rounded up to 5 585.00; the 0.31 goes with the last part."""
        name_seller(*with_whole_kronor())
        db.session.commit()
        invoice = making.invoice(by=alice, today=MARCH, fee=4_467_75)

        first = credit_invoice(invoice.number, GOODWILL, amounts={1: Money(1_000_00)}, today=MARCH)
        last = credit_invoice(invoice.number, GOODWILL, today=MARCH)

        assert (invoice.total, invoice.rounding_minor) == (Money(5_585_00), 31)
        assert (first.total, first.rounding_minor) == (Money(-1_250_00), 0)
        assert (last.vat_minor, last.rounding_minor) == (-866_94, -31)
        assert open_amount(invoice.id) == Money(0)

    def test_in_parts_takes_back_no_more_tax_than_was_charged(self, inside, alice, balanced):
        invoice = making.invoice(by=alice, today=MARCH, fee=4)

        for _ in range(2):
            credit_invoice(invoice.number, GOODWILL, amounts={1: Money(2)}, today=MARCH)

        notes = credit_notes_of(invoice)
        assert (invoice.vat_minor, [each.vat_minor for each in notes]) == (1, [-1, 0])
        assert open_amount(invoice.id) == Money(0)

    def test_of_the_rest_is_corrected_to_the_ore(self, inside, alice, balanced):
        """What is said again is what was left to take back, tax and rounding too."""
        name_seller(*with_whole_kronor())
        db.session.commit()
        invoice = making.invoice(by=alice, today=MARCH, fee=4_467_75)
        pay(invoice)
        credit_invoice(invoice.number, GOODWILL, amounts={1: Money(2)}, today=MARCH)

        note, new = correct_invoice(invoice.number, WRONG_BUYER, today=MARCH)

        assert new.total == -note.total
        assert open_amount(new.id) == open_amount(note.id) == Money(0)

    def test_of_a_paid_invoice_stays_on_the_note(self, inside, march, balanced):
        pay(march)

        note = credit_invoice(march.number, GOODWILL, amounts={1: Money(100_00)}, today=MARCH)

        assert open_amount(note.id) == Money(-125_00)
        assert account_credit() == Money(0)

    @pytest.mark.parametrize(
        ("amounts", "because", "refusal"),
        [
            ({}, GOODWILL, NoLineChosen),
            ({1: Money(0)}, GOODWILL, NoLineChosen),
            ({1: Money(-1)}, GOODWILL, CreditTooLarge),
            (None, WRONG_BUYER, ReasonDoesNotFit),
        ],
    )
    def test_says_why_not(self, inside, march, amounts, because, refusal):
        with pytest.raises(refusal):
            credit_invoice(march.number, because, amounts=amounts, today=MARCH)

    def test_of_a_credit_note_is_refused(self, inside, march):
        note = credit_invoice(march.number, GOODWILL, today=MARCH)

        with pytest.raises(NotAnInvoice):
            credit_invoice(note.number, GOODWILL, today=MARCH)

    def test_may_have_a_series_of_its_own(self, inside, march, balanced):
        name_seller(*seller_in(EXAMPLE), selling={"credit_series": "K"})
        db.session.commit()

        note = credit_invoice(march.number, GOODWILL, today=MARCH)

        assert (march.number, note.number) == ("20260000001", "K20260000001")
        assert note.ocr != march.ocr


class TestACorrection:
    def test_says_the_same_sale_again_right(self, inside, march, alice, balanced):
        note, new = correct_invoice(
            march.number, WRONG_BUYER, buyer={"order_reference": "PO 4711"}, today=MARCH
        )

        assert (note.total, new.total) == (-march.total, march.total)
        assert (new.replaces_id, note.credits_id) == (march.id, march.id)
        assert new.snapshot["order_reference"] == "PO 4711"
        assert new.snapshot["correction"]["replaces"]["number"] == march.number
        assert [open_amount(each.id) for each in (march, note, new)] == [
            Money(0), Money(0), march.total,
        ]  # fmt: skip
        assert making.invoice_again(bought(march), by=alice, today=date(2026, 3, 31)) is None

    def test_takes_what_was_paid_along(self, inside, march, balanced):
        pay(march, Money(500_00))

        note, new = correct_invoice(march.number, WRONG_BUYER, today=MARCH)

        assert open_amount(note.id) == Money(0)
        assert open_amount(new.id) == Money(61_25)

    def test_is_made_once_and_may_be_corrected_in_turn(self, inside, march, balanced):
        _, new = correct_invoice(march.number, WRONG_BUYER, today=MARCH)

        with pytest.raises(NothingLeftToCredit):
            correct_invoice(march.number, WRONG_BUYER, today=MARCH)
        _, newer = correct_invoice(new.number, WRONG_BUYER, today=MARCH)
        assert open_amount(newer.id) == march.total

    def test_is_of_what_is_left_after_a_credit(self, inside, march, balanced):
        credit_invoice(march.number, GOODWILL, amounts={1: Money(99_00)}, today=MARCH)

        note, new = correct_invoice(march.number, WRONG_BUYER, today=MARCH)

        assert (note.net_minor, new.net_minor) == (-350_00, 350_00)

    def test_follows_when_terms_change_back_in_time(self, inside, march, alice, balanced):
        """What the new invoice covers is compared with what is owed, as the old one was."""
        correct_invoice(march.number, WRONG_BUYER, today=MARCH)
        with tenant_scope(alice.tenant_id):
            making.terms(bought(march), by=alice, starts_on=date(2026, 3, 17), fee=149_00)

        change = making.invoice_again(bought(march), by=alice, today=date(2026, 3, 17))

        assert change.kind is InvoiceKind.CREDIT_NOTE
        assert making.invoice_again(bought(march), by=alice, today=date(2026, 3, 18)) is None

    def test_has_reasons_of_its_own(self, inside, march):
        with pytest.raises(ReasonDoesNotFit):
            correct_invoice(march.number, GOODWILL, today=MARCH)

    def test_of_an_upgrade_takes_its_credits_along(self, inside, alice, balanced):
        agreement = making.agreement(by=alice, started_on=MARCH, fee=249_00)
        making.invoice_again(agreement, by=alice, today=MARCH)
        making.terms(agreement, by=alice, starts_on=date(2026, 3, 17), fee=599_00, name="Premium")
        upgrade = making.invoice_again(agreement, by=alice, today=date(2026, 3, 17))

        note, new = correct_invoice(upgrade.number, WRONG_BUYER, today=date(2026, 3, 18))

        assert (note.net_minor, new.net_minor) == (-169_36, 169_36)
        assert making.invoice_again(agreement, by=alice, today=date(2026, 3, 18)) is None


def bought(invoice):
    return SimpleNamespace(id=invoice.agreement_id)
