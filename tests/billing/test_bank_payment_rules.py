"""Each öre that came goes to one place, in an order people can say, and never twice (P7, S110)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.bank_accounts.rules import AccountKind
from saas.billing.bank_payments.rules import (
    Claim,
    CreditIsSpent,
    MoreThanCame,
    MoreThanIsOpen,
    NotOpenHere,
    allocated,
    chosen,
    must_be_unspent,
    settled_by,
    taken_back,
)
from saas.billing.bank_rows.rules import (
    BooksAreClosed,
    DayToCome,
    GiroIsInKronor,
    MoveKind,
    NothingReceived,
    NotMatched,
    RowState,
    SayWhy,
    WaitsNoMore,
    good_reason,
    must_be_bookable,
    must_be_matched,
    must_wait,
    received,
    state_after,
    struck_out,
)
from saas.billing.ledger.rules import Account, EntryKind
from saas.billing.open_claims.rules import InvoiceAtAgency
from saas.billing.payments.rules import InvoiceBeingPaid
from saas.money import Money

TODAY = date(2026, 3, 2)
minors = st.integers(1, 10**7)
amounts = st.builds(Money, st.integers(1, 10**9))


@st.composite
def claims_of(draw):
    """Open invoices in the order of their due days; at the agency, being paid, disputed."""
    each = st.tuples(minors, st.booleans(), st.booleans(), st.integers(0, 10**7))
    return [
        Claim(f"2026{at:07}", at, Money(minor), there, paying, min(held, minor))
        for at, (minor, there, paying, held) in enumerate(draw(st.lists(each, max_size=8)), start=1)
    ]


names = st.lists(st.sampled_from([f"2026{at:07}" for at in range(1, 10)]), max_size=4)


def claim(at, minor=100, **more):
    return Claim(f"2026{at:07}", at, Money(minor), **more)


def paid(found):
    return [(share.claim.invoice_id, share.amount.minor) for share in found.shares]


class TestEachOre:
    @given(amounts, claims_of(), names, st.booleans())
    def test_settles_an_invoice_or_is_credit_and_no_invoice_gets_too_much(
        self, amount, claims, named, from_agency
    ):
        found = allocated(amount, claims, named=named, from_agency=from_agency)

        assert found.amount == amount
        assert found.left.minor >= 0
        assert len({s.claim.number for s in found.shares}) == len(found.shares)
        assert all(0 < s.amount.minor <= s.claim.open.minor for s in found.shares)
        assert all(not s.claim.being_paid for s in found.shares)
        assert all(from_agency or not s.claim.at_agency for s in found.shares)

    @given(amounts, claims_of(), names, st.booleans())
    def test_is_credit_only_when_nothing_is_left_that_it_could_pay(
        self, amount, claims, named, from_agency
    ):
        found = allocated(amount, claims, named=named, from_agency=from_agency)
        payable = sum(
            (c.open if c.number in named else c.undisputed).minor
            for c in claims
            if not c.being_paid and (from_agency or not c.at_agency)
        )

        assert found.left.minor == max(0, amount.minor - payable)

    @given(amounts, claims_of(), names, st.booleans())
    def test_goes_on_to_the_next_invoice_only_when_the_one_before_is_paid(
        self, amount, claims, named, from_agency
    ):
        found = allocated(amount, claims, named=named, from_agency=from_agency)

        for share in found.shares[:-1]:
            most = share.claim.open if share.claim.number in named else share.claim.undisputed
            assert share.amount == most
        wanted = [n for n in dict.fromkeys(named) if n in {s.claim.number for s in found.shares}]
        assert [s.claim.number for s in found.shares][: len(wanted)] == wanted
        rest = [s.claim for s in found.shares[len(wanted) :]]
        assert rest == sorted(rest, key=lambda c: (from_agency and not c.at_agency, c.number))

    @given(amounts, claims_of(), names, st.booleans())
    def test_is_booked_and_taken_back_to_nothing(self, amount, claims, named, from_agency):
        found = allocated(amount, claims, named=named, from_agency=from_agency)
        entry, back = settled_by("B1", found), taken_back("B1", found)

        assert (entry.kind, back.kind) == (EntryKind.PAID, EntryKind.PAYMENT_UNDONE)
        assert sum(p.amount.minor for p in entry.postings) == 0
        assert [(p.account, -p.amount.minor, p.invoice_id) for p in back.postings] == [
            (p.account, p.amount.minor, p.invoice_id) for p in entry.postings
        ]
        assert entry.postings[0].account is Account.UNIDENTIFIED


class TestTheOrder:
    def test_what_is_due_first_is_paid_first_and_in_part(self):
        found = allocated(Money(150), [claim(1), claim(2), claim(3)])

        assert (paid(found), found.left) == ([(1, 100), (2, 50)], Money(0))

    def test_what_is_named_comes_before_and_the_rest_after(self):
        named = ["20260000003", "20260000002", "20260000003", "20269999999"]
        found = allocated(Money(350), [claim(1), claim(2), claim(3)], named=named)

        assert (paid(found), found.left) == ([(3, 100), (2, 100), (1, 100)], Money(50))

    def test_what_a_card_is_paying_is_left_alone_even_when_it_is_named(self):
        claims = [claim(1, being_paid=True), claim(2)]

        assert paid(allocated(Money(500), claims, named=["20260000001"])) == [(2, 100)]

    def test_what_is_disputed_is_paid_only_where_it_is_named(self):
        claims = [claim(1, disputed_minor=100), claim(2, disputed_minor=30), claim(3)]

        assert paid(allocated(Money(500), claims)) == [(2, 70), (3, 100)]
        named = allocated(Money(500), claims, named=["20260000001"])
        assert (paid(named), named.left) == ([(1, 100), (2, 70), (3, 100)], Money(230))

    def test_what_is_at_the_agency_is_paid_by_the_agency_and_then_first(self):
        claims = [claim(1), claim(2, at_agency=True), claim(3), claim(4, at_agency=True)]

        assert paid(allocated(Money(500), claims)) == [(1, 100), (3, 100)]
        agency = allocated(Money(350), claims, from_agency=True)
        assert paid(agency) == [(2, 100), (4, 100), (1, 100), (3, 50)]


class TestWhatStaffChoose:
    CLAIMS = (claim(1), claim(2, at_agency=True), claim(3, being_paid=True), claim(4))

    def choose(self, amount=500, *, from_agency=False, **wanted):
        asked = {f"2026{at[1:]:0>7}": Money(minor) for at, minor in wanted.items()}
        return chosen(Money(amount), self.CLAIMS, asked, from_agency=from_agency)

    def test_is_done_and_the_rest_is_credit(self):
        found = self.choose(n4=60, n1=100)

        assert (paid(found), found.left) == ([(4, 60), (1, 100)], Money(340))
        assert self.choose().left == Money(500)

    def test_may_be_an_invoice_at_the_agency_when_the_agency_sent_it(self):
        assert paid(self.choose(n2=100, from_agency=True)) == [(2, 100)]

    @pytest.mark.parametrize(
        ("amount", "wanted", "refusal"),
        [
            (500, {"n9": 1}, NotOpenHere),
            (500, {"n2": 1}, InvoiceAtAgency),
            (500, {"n3": 1}, InvoiceBeingPaid),
            (500, {"n1": 101}, MoreThanIsOpen),
            (500, {"n1": 0}, MoreThanIsOpen),
            (500, {"n1": -5}, MoreThanIsOpen),
            (150, {"n1": 100, "n4": 51}, MoreThanCame),
        ],
    )
    def test_never_more_than_is_open_nor_than_came(self, amount, wanted, refusal):
        with pytest.raises(refusal):
            self.choose(amount, **wanted)

    def test_never_another_currency(self):
        with pytest.raises(NotOpenHere):
            chosen(Money(500), self.CLAIMS, {"20260000001": Money(1, "EUR")}, from_agency=False)

    @given(amounts, st.lists(st.integers(1, 10**6), min_size=1, max_size=5), st.data())
    def test_each_ore_is_in_one_place(self, amount, opens, data):
        claims = [claim(at, minor) for at, minor in enumerate(opens, start=1)]
        wanted, left = {}, amount.minor
        for each in claims:
            part = data.draw(st.integers(0, min(left, each.open.minor)))
            wanted |= {each.number: Money(part)} if part else {}
            left -= part

        found = chosen(amount, claims, wanted, from_agency=False)

        assert (found.amount, found.left) == (amount, Money(left))


class TestARow:
    def booked(self, amount=1, kind=AccountKind.BANKGIRO, on=TODAY, closed=None, currency="SEK"):
        must_be_bookable(
            Money(amount, currency), kind, booked_on=on, today=TODAY, closed_through=closed
        )

    def test_is_of_money_that_came_on_a_day_that_is_open(self):
        self.booked()
        self.booked(closed=date(2026, 3, 1))
        self.booked(kind=AccountKind.IBAN, currency="EUR")

    @pytest.mark.parametrize(
        ("said", "refusal"),
        [
            ({"amount": 0}, NothingReceived),
            ({"amount": -5}, NothingReceived),
            ({"on": date(2026, 3, 3)}, DayToCome),
            ({"closed": TODAY}, BooksAreClosed),
            ({"currency": "EUR"}, GiroIsInKronor),
            ({"currency": "EUR", "kind": AccountKind.PLUSGIRO}, GiroIsInKronor),
        ],
    )
    def test_is_refused_in_words(self, said, refusal):
        with pytest.raises(refusal):
            self.booked(**said)

    def test_stands_by_what_was_done_with_it_last(self):
        assert state_after(None) is RowState.WAITING
        assert state_after(MoveKind.UNDONE) is RowState.WAITING
        assert state_after(MoveKind.MATCHED) is RowState.MATCHED
        assert state_after(MoveKind.STRUCK) is RowState.STRUCK

    def test_is_moved_from_where_it_stands(self):
        must_wait(RowState.WAITING)
        must_be_matched(RowState.MATCHED)
        for state in (RowState.MATCHED, RowState.STRUCK):
            with pytest.raises(WaitsNoMore):
                must_wait(state)
        for state in (RowState.WAITING, RowState.STRUCK):
            with pytest.raises(NotMatched):
                must_be_matched(state)

    def test_is_struck_out_to_nothing_with_a_reason(self):
        came, went = received("B1", Money(5)), struck_out("B1", Money(5))

        assert [p.amount.minor for p in came.postings] == [5, -5]
        assert [p.amount.minor for p in went.postings] == [-5, 5]
        assert good_reason("  Sent back ") == "Sent back"
        with pytest.raises(SayWhy):
            good_reason(" no ")


def test_credit_that_is_spent_is_not_taken_back():
    must_be_unspent(Money(0), credit=Money(0))
    must_be_unspent(Money(5), credit=Money(5))
    with pytest.raises(CreditIsSpent):
        must_be_unspent(Money(6), credit=Money(5))
