import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.ledger.rules import (
    Account,
    Entry,
    EntryKind,
    Posting,
    Unbalanced,
    credit_set_off,
    invoiced,
    paid,
)
from saas.money import Money

SOME_ORE = st.integers(1, 10**9).map(Money)


def on(account, entry):
    return sum(p.amount.minor for p in entry.postings if p.account is account)


def open_after(entry, invoice_id):
    return sum(p.amount.minor for p in entry.postings if p.invoice_id == invoice_id)


class TestEntry:
    def test_must_sum_to_zero(self):
        with pytest.raises(Unbalanced):
            Entry(EntryKind.PAID, "pay_1", (Posting(Account.BANK, Money(1)),))

    def test_must_sum_to_zero_in_each_currency(self):
        postings = (
            Posting(Account.BANK, Money(1, "SEK")),
            Posting(Account.CREDITS, Money(-1, "EUR")),
        )
        with pytest.raises(Unbalanced):
            Entry(EntryKind.PAID, "pay_1", postings)

    def test_says_something(self):
        with pytest.raises(Unbalanced):
            Entry(EntryKind.PAID, "pay_1", ())

    def test_a_receivable_is_always_somebodys(self):
        with pytest.raises(ValueError, match="an invoice"):
            Posting(Account.RECEIVABLE, Money(1))


class TestInvoicing:
    def test_the_customer_owes_net_and_vat(self):
        entry = invoiced(7, "20260000001", net=Money(379_00), vat=Money(94_75), rounding=Money(25))

        assert open_after(entry, 7) == 474_00
        assert on(Account.REVENUE, entry) == -379_00
        assert on(Account.VAT, entry) == -94_75
        assert on(Account.ROUNDING, entry) == -25
        assert entry.kind is EntryKind.INVOICED

    def test_a_credit_note_is_the_other_way_round(self):
        entry = invoiced(8, "20260000002", net=Money(-4_00), vat=Money(-1_00), rounding=Money(0))

        assert open_after(entry, 8) == -5_00
        assert entry.kind is EntryKind.CREDITED

    def test_an_invoice_of_nothing_moves_no_money(self):
        assert invoiced(9, "1", net=Money(0), vat=Money(0), rounding=Money(0)) is None


class TestPaying:
    @given(SOME_ORE, st.lists(SOME_ORE, max_size=6))
    def test_no_ore_is_lost(self, amount, open_amounts):
        owed = dict(enumerate(open_amounts))

        entry = paid("pay_1", amount=amount, to=Account.CARD_IN_TRANSIT, open_amounts=owed)

        settled = {id_: -open_after(entry, id_) for id_ in owed}
        assert on(Account.CARD_IN_TRANSIT, entry) == amount.minor
        assert all(0 <= settled[id_] <= owed[id_].minor for id_ in owed)
        assert -on(Account.CREDITS, entry) == amount.minor - sum(settled.values())
        fully_settled = settled == {id_: o.minor for id_, o in owed.items()}
        assert fully_settled or on(Account.CREDITS, entry) == 0

    def test_invoices_are_settled_in_the_order_given(self):
        entry = paid(
            "pay_1", amount=Money(150), to=Account.BANK, open_amounts={5: Money(100), 3: Money(100)}
        )

        assert (open_after(entry, 5), open_after(entry, 3)) == (-100, -50)


class TestSettingOff:
    @given(
        st.lists(SOME_ORE, max_size=3),
        st.integers(0, 10**6).map(Money),
        st.lists(SOME_ORE, max_size=3),
    )
    def test_uses_credit_and_keeps_the_rest(self, notes, spare, owed):
        credit = {100 + n: note for n, note in enumerate(notes)}
        against = dict(enumerate(owed))

        entry = credit_set_off("1", credit=credit, against=against, spare=spare)

        if entry is None:
            assert not notes
            assert not (owed and spare)
            return
        assert all(open_after(entry, note) == amount.minor for note, amount in credit.items())
        settled = -sum(open_after(entry, id_) for id_ in against)
        available = sum(n.minor for n in notes) + spare.minor
        assert settled == min(available, sum(o.minor for o in owed))
        assert spare.minor - on(Account.CREDITS, entry) == available - settled
