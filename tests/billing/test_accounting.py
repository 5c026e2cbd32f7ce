"""The bookkeeper's file says what the ledger says, and is read back by somebody else's rules."""

from datetime import date
from decimal import Decimal

import pytest

from saas.billing.accounting.export import chart, sie_of
from saas.billing.accounting.models import BooksInSeveralCurrencies
from saas.billing.accounting.rules import (
    CASES,
    ChartAccount,
    ChartWrong,
    FiscalYear,
    NotInTheChart,
    UnbalancedVoucher,
    Voucher,
    read_chart,
    year_named,
)
from saas.billing.accounting.sie import Books, sie4
from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.hand_written.actions import write_invoice
from saas.billing.hand_written.rules import WrittenLine
from saas.billing.ledger.actions import book, book_payment
from saas.billing.ledger.models import account_credit
from saas.billing.ledger.rules import Account
from saas.billing.payouts.rules import paid_out, set_aside
from saas.billing.seller.actions import ensure_seller, name_seller
from saas.billing.seller.models import EXAMPLE, Seller, seller_in
from saas.billing.totals.rules import CreditReason
from saas.db import db
from saas.licensing.vat.rules import Rate
from saas.money import Money
from saas.scope import tenant_scope
from tests import factories
from tests.billing import making, sie
from tests.helpcenter.making import staff_member

MARCH = date(2026, 3, 1)
GOODWILL = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")


@pytest.fixture
def lived(alice):
    """An invoice of December, and in 2026: an invoice with three rates, a payment, a credit."""
    agreement = making.agreement(by=alice, started_on=date(2025, 12, 1), fee=100_00)
    making.invoice_again(agreement, by=alice, today=date(2025, 12, 1))
    with tenant_scope(alice.tenant_id):
        written = write_invoice(
            [line("Hjälp på plats", 3, 800_00), line("Bok", 1, 100_00, Rate.LOW),
             line("Kurskväll", 1, 50_00, Rate.REDUCED)],
            by=alice, today=MARCH,
        )  # fmt: skip
        book_payment(
            "pay_1", amount=Money(4_000_00), allocations={written.id: written.total}, on=MARCH
        )
        credit_invoice(written.number, GOODWILL, amounts={1: Money(400_00)}, today=MARCH)
        db.session.commit()
        return written


def line(text, quantity, price, rate=Rate.STANDARD):
    return WrittenLine(text=text, quantity=quantity, unit_price=Money(price), rate=rate, day=MARCH)


def told(**days):
    seller = ensure_seller()
    return sie.read(b"".join(sie_of(seller, 2026, written_on=date(2026, 3, 2), **days)))


class TestTheFile:
    def test_is_the_staff_s(self, as_user, alice, charlie, lived):
        assert as_user(charlie).get("/staff/accounting").status_code == 404
        assert as_user(alice).get("/staff/accounting/sie").status_code == 404

    def test_says_whose_it_is(self, database, lived):
        read = told()

        assert read.head["#FORMAT"] == ["PC8"]
        assert read.head["#SIETYP"] == ["4"]
        assert read.head["#FNAMN"] == [ensure_seller().name]
        assert read.years["0"] == ("20260101", "20261231")
        assert read.accounts["3003"] == "Försäljning inom Sverige, 6 % moms"

    def test_opens_where_the_year_before_ended(self, database, lived):
        """What December came to is equity: the balances of a new year's first day sum to zero."""
        assert told().opening == {
            "1510": Decimal("125.00"),
            "2098": Decimal("-100.00"),
            "2611": Decimal("-25.00"),
        }

    def test_balances_in_every_year(self, database, lived, alice):
        with tenant_scope(alice.tenant_id):
            write_invoice([line("Hjälp", 1, 700_00)], by=alice, today=date(2027, 2, 1))
            db.session.commit()

        for year in (2025, 2026, 2027, 2028):
            file = b"".join(sie_of(ensure_seller(), year, written_on=MARCH))
            read = sie.read(file)
            assert sum(read.opening.values()) == 0
            assert sum(read.closing.values()) + sum(read.result.values()) == 0
        assert read.opening["2098"] == Decimal("-2950.00")

    def test_splits_revenue_and_tax_by_rate(self, database, lived):
        read = told()

        assert read.result == {
            "3001": Decimal("-2000.00"),
            "3002": Decimal("-50.00"),
            "3003": Decimal("-100.00"),
        }
        moved = read.moved()
        assert moved["2611"] == Decimal("-500.00")
        assert (moved["2621"], moved["2631"]) == (Decimal("-6.00"), Decimal("-6.00"))
        assert [words for _, _, words, _ in read.vouchers] == [
            f"Faktura {lived.number}",
            "Betalning pay_1",
            "Kreditfaktura 20260000002",
        ]

    def test_adds_up(self, database, lived):
        """Opening and what moved is the closing balance of every account on the balance sheet."""
        read = told()
        moved = read.moved()

        accounts = {each for each in {*read.opening, *moved, *read.closing} if each[0] in "12"}
        for account in accounts:
            opening, closing = read.opening.get(account, 0), read.closing.get(account, 0)
            assert opening + moved.get(account, 0) == closing
        assert read.result == {each: moved[each] for each in moved if each[0] not in "12"}

    def test_leaves_out_other_days_when_asked(self, database, lived):
        assert told(through=date(2026, 2, 28)).vouchers == []
        assert told(through=date(2026, 2, 28)).closing == told().opening
        assert len(told(since=MARCH).vouchers) == 3

    def test_is_of_a_fiscal_year_that_is_not_the_calendar_s(self, database, lived):
        ensure_seller().fiscal_year_starts_in_month = 7
        db.session.commit()

        read = sie.read(b"".join(sie_of(ensure_seller(), 2025, written_on=MARCH)))

        assert read.years["0"] == ("20250701", "20260630")
        assert (read.opening, len(read.vouchers)) == ({}, 4)

    def test_leaves_money_in_another_currency_to_who_sells_in_it(self, database, lived, alice):
        """Paid too much in euro, and paid back: no invoice says whose that is."""
        name_seller(*seller_in(EXAMPLE), code="euro", selling={"currency": "EUR", "series": "E"})
        with tenant_scope(alice.tenant_id):
            book_payment("pay_2", amount=Money(9_00, "EUR"), allocations={}, on=MARCH)
            db.session.commit()
        before = told()

        with tenant_scope(alice.tenant_id):
            book(paid_out("P1", [(None, Money(9_00, "EUR"))]), on=MARCH)
            db.session.commit()

        euro = sie.read(b"".join(sie_of(Seller.called("euro"), 2026, written_on=MARCH)))
        assert told().closing == before.closing
        assert euro.moved() == {
            "1580": Decimal("9.00"),
            "1930": Decimal("-9.00"),
            "2420": Decimal("-9.00"),
            "2890": Decimal("9.00"),
        }

    def test_says_what_is_to_be_paid_out(self, database, lived, alice):
        """What was paid beyond the invoice is set aside: we owe it, and owe it differently."""
        with tenant_scope(alice.tenant_id):
            left = account_credit()
            book(set_aside("P1", [(None, left)]), on=MARCH)
            db.session.commit()

        read = told()

        assert read.vouchers[-1][2] == "Utbetalning P1 begärd"
        assert read.moved()["2890"] == -Decimal(left.minor).scaleb(-2)
        assert read.closing["2890"] == read.moved()["2890"]

    def test_is_in_one_currency(self, database, lived):
        ensure_seller().currency = "EUR"
        db.session.commit()

        with pytest.raises(BooksInSeveralCurrencies, match="SEK"):
            told()

    def test_has_a_buyer_abroad_on_an_account_of_its_own(self, database):
        norse = factories.company(name="Fjord AS", org_number="923609016", country="NO")
        boss = factories.person(of=norse, name="Kari")
        making.invoice(by=boss, today=MARCH)

        assert told().result == {"3305": Decimal("-299.00")}

    def test_is_fetched_by_staff_and_by_command(self, as_user, lived, settings, tmp_path, database):
        sven = as_user(staff_member())

        page = sven.get("/staff/accounting?year=2026").text
        answer = sven.get("/staff/accounting/sie?seller=main&year=2026&from=&to=2026-03-31")

        assert "3003" in page
        assert sie.read(answer.data).result == told().result
        assert sven.get("/staff/accounting/sie?seller=nobody").status_code == 404
        assert sven.get("/staff/accounting/sie?year=1").status_code == 422


class TestWords:
    def test_of_any_kind_stay_words(self):
        """Quotes, braces, line breaks and letters the code page lacks break nothing."""
        books = Books(
            company='A "B" {C}\r\n#VER \\ Ł',
            org_number="556016-0680",
            currency="SEK",
            year=FiscalYear(date(2026, 1, 1), date(2026, 12, 31)),
            year_before=FiscalYear(date(2025, 1, 1), date(2025, 12, 31)),
            through=date(2026, 12, 31),
            written_on=MARCH,
            accounts=[],
            opening={},
            closing={},
            result={},
        )

        read = sie.read(b"".join(sie4(books, [])))

        assert read.head["#FNAMN"] == ['A "B" {C}  #VER \\ ?']
        assert read.vouchers == []


class TestTheChart:
    def test_has_an_account_for_everything(self, app):
        with app.app_context():
            ours = chart()

        assert {ours.of(Account.REVENUE, case).is_result for case in CASES} == {True}
        with pytest.raises(NotInTheChart, match="S24"):
            ours.of(Account.REVENUE, "S24")

    @pytest.mark.parametrize(
        ("written", "said"),
        [
            ("= 1", "not TOML"),
            ("", "No account is named for receivable"),
            ('[[account]]\nnumber = "15"\nname = "x"\nof = "bank"', "not an account of four"),
            ('[[account]]\nnumber = "1510"\nname = "x"\nof = "gold"', "is of 'gold'"),
            ('[[account]]\nnumber = "3098"\nname = "x"\nof = "earlier_result"', "of equity"),
            ("", "No account is named for earlier_result"),
        ],
    )
    def test_says_what_is_wrong(self, written, said):
        with pytest.raises(ChartWrong, match=said):
            read_chart(written)

    def test_a_voucher_balances(self):
        with pytest.raises(UnbalancedVoucher):
            Voucher(number=1, on=MARCH, words="", rows=((ChartAccount("1510", ""), Money(1)),))

    def test_costs_have_a_kind(self):
        kinds = [ChartAccount(number, "").kind for number in ("1510", "2611", "3001", "6570")]

        assert kinds == ["T", "S", "I", "K"]
        assert year_named(2026, starts_in_month=1).last_day == date(2026, 12, 31)


def test_the_command_writes_the_file(saas, lived, tmp_path):
    target = tmp_path / "books.se"

    done = saas("accounting", "sie", "--year", "2026", "-o", target)

    assert done.exit_code == 0, done.output
    assert len(sie.read(target.read_bytes()).vouchers) == 3
