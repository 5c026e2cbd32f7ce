"""What is paid out of credit, whatever stands there: never while an invoice is open (S15)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.bank_accounts.rules import (
    AccountKind,
    AccountMistyped,
    GiroTakesKronor,
    bank_account,
)
from saas.billing.ledger.rules import Account
from saas.billing.netting.rules import (
    Claim,
    NoCredit,
    OpenInvoicesTakeIt,
    Source,
    allocated,
    must_be_payable,
)
from saas.billing.payout_desk.rules import (
    DeclineNeedsReason,
    NoDayOfPayment,
    NotYourOwnPayout,
    PayoutIsOver,
    PayoutNotApproved,
    PayoutNotWaiting,
    SomebodyElsePays,
    good_reason,
    must_be_approvable,
    must_be_declinable,
    must_be_paid_within,
    must_be_sendable,
)
from saas.billing.payouts.rules import (
    PayoutOutdated,
    PayoutState,
    PayoutType,
    must_be_as_shown,
    paid_out,
    put_back,
    set_aside,
    type_of,
)
from saas.money import Money, total

AMOUNTS = st.lists(st.integers(0, 10_000), max_size=8)
PIECES = [(5, Money(100_00)), (None, Money(7_50))]
MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def found(credits_, opened, currency="SEK"):
    """What becomes of these credits and open amounts; the last credit is the account's."""
    sources = [
        Source(f"K{n}" if n < len(credits_) else None, n, Money(minor, currency))
        for n, minor in enumerate(credits_, 1)
    ]
    claims = [Claim(f"F{n}", 100 + n, Money(minor, currency)) for n, minor in enumerate(opened)]
    return allocated(sources, claims, currency=currency)


class TestNetting:
    @given(credits_=AMOUNTS, opened=AMOUNTS)
    def test_pays_out_exactly_what_is_over(self, credits_, opened):
        """domain.md §10: max(0, credits - open); nothing is lost and nothing made."""
        each = found(credits_, opened)

        assert each.amount.minor == max(0, sum(credits_) - sum(opened))
        assert each.open_left.minor == max(0, sum(opened) - sum(credits_))
        assert (each.credit.minor, each.open.minor) == (sum(credits_), sum(opened))
        assert not (each.amount and each.open_left)

    @given(credits_=AMOUNTS, opened=AMOUNTS)
    def test_uses_each_krona_once(self, credits_, opened):
        each = found(credits_, opened)

        assert all(part.amount.minor > 0 for part in each.parts)
        for n, minor in enumerate(credits_, 1):
            used = [part.amount for part in each.parts if part.source.invoice_id == n]
            assert total(used).minor == minor
        for n, minor in enumerate(opened):
            settled = [part.amount for part in each.netted if part.invoice_number == f"F{n}"]
            assert total(settled).minor <= minor

    @given(credits_=AMOUNTS, opened=AMOUNTS)
    def test_goes_through_both_from_the_oldest_on(self, credits_, opened):
        """No credit is used before an older one is used up, no invoice before an older one."""
        each = found(credits_, opened)

        order = [part.source.invoice_id for part in each.parts]
        claims = [part.claim.invoice_id for part in each.netted if part.claim]
        assert order == sorted(order)
        assert claims == sorted(claims)
        partly = [
            n
            for n, minor in enumerate(opened)
            if 0 < total(p.amount for p in each.netted if p.invoice_number == f"F{n}").minor < minor
        ]
        assert len(partly) <= 1

    @given(credits_=AMOUNTS, opened=AMOUNTS, more=st.integers(1, 100))
    def test_has_a_token_that_any_change_changes(self, credits_, opened, more):
        each = found(credits_, opened)

        assert each.fingerprint == found(credits_, opened).fingerprint
        assert each.fingerprint != found([*credits_, more], opened).fingerprint
        assert each.fingerprint != found(credits_, [*opened, more]).fingerprint
        assert each.fingerprint != found(credits_, opened, "EUR").fingerprint

    def test_by_an_example(self):
        """250 and 100 on notes, 30 on the account; 120 and 200 are open."""
        each = found([250, 100, 30], [120, 200])

        assert [(p.credit_number, p.invoice_number, p.amount.minor) for p in each.parts] == [
            ("K1", "F0", 120),
            ("K1", "F1", 130),
            ("K2", "F1", 70),
            ("K2", None, 30),
            (None, None, 30),
        ]

    def test_says_why_nothing_is_paid_out(self):
        with pytest.raises(NoCredit):
            must_be_payable(found([], [5]))
        with pytest.raises(OpenInvoicesTakeIt) as refused:
            must_be_payable(found([70], [30, 40]))
        assert (refused.value.credit, refused.value.open) == (Money(70), Money(70))
        must_be_payable(found([71], [30, 40]))

    def test_is_done_as_it_was_shown_or_not_at_all(self):
        each = found([250], [120])

        must_be_as_shown(each.fingerprint, shown=found([250], [120]).fingerprint)
        with pytest.raises(PayoutOutdated):
            must_be_as_shown(each.fingerprint, shown=found([250], [119]).fingerprint)


class TestBooking:
    def test_what_is_set_aside_and_put_back_comes_to_nothing(self):
        there, back = set_aside("P1", PIECES), put_back("P1", PIECES)

        for account in Account:
            moved = [p.amount for e in (there, back) for p in e.postings if p.account is account]
            assert total(moved) == Money(0)

    def test_what_is_set_aside_and_paid_has_left_the_bank(self):
        entries = (set_aside("P1", PIECES), paid_out("P1", PIECES))

        sums = {
            account: total(p.amount for e in entries for p in e.postings if p.account is account)
            for account in Account
        }
        assert {account: amount.minor for account, amount in sums.items() if amount} == {
            Account.RECEIVABLE: 100_00,
            Account.CREDITS: 7_50,
            Account.BANK: -107_50,
        }

    @pytest.mark.parametrize(
        ("pieces", "kind"),
        [
            (PIECES, PayoutType.BOTH),
            (PIECES[:1], PayoutType.CREDIT_NOTE),
            (PIECES[1:], PayoutType.OVERPAYMENT),
        ],
    )
    def test_says_where_the_money_is_from(self, pieces, kind):
        assert type_of(pieces) is kind


class TestTheAccount:
    @pytest.mark.parametrize(
        ("kind", "written", "printed", "hint"),
        [
            ("bankgiro", "50501055", "5050-1055", "Bankgiro …1055"),
            ("plusgiro", "2865434", "28 65 43-4", "Plusgiro …5434"),
            ("iban", "se4550000000058398257466", "SE45 5000 0000 0583 9825 7466", "IBAN …7466"),
        ],
    )
    def test_is_kept_as_it_is_printed(self, kind, written, printed, hint):
        account = bank_account(AccountKind(kind), written, currency="SEK")

        assert (account.number, account.hint) == (printed, hint)
        assert str(account).endswith(printed)

    @pytest.mark.parametrize(
        ("kind", "written"),
        [
            ("bankgiro", "5050-1056"),
            ("bankgiro", ""),
            ("bankgiro", "-"),
            ("plusgiro", "28 65 43-5"),
            ("iban", "SE45 5000 0000 0583 9825 7467"),
            ("iban", "-"),
        ],
    )
    def test_with_a_mistyped_digit_is_none(self, kind, written):
        with pytest.raises(AccountMistyped) as refused:
            bank_account(AccountKind(kind), written, currency="SEK")

        assert refused.value.field == "account_number"
        assert "It is written like" in str(refused.value)

    def test_takes_euro_only_by_iban(self):
        with pytest.raises(GiroTakesKronor):
            bank_account(AccountKind.BANKGIRO, "50501055", currency="EUR")
        assert bank_account(AccountKind.IBAN, "SE4550000000058398257466", currency="EUR")


class TestFourEyes:
    def test_are_two_people_s(self):
        must_be_sendable(PayoutState.APPROVED, asker_id=9, approver_id=1, payer_id=2)
        with pytest.raises(SomebodyElsePays):
            must_be_sendable(PayoutState.APPROVED, asker_id=9, approver_id=1, payer_id=1)

    def test_are_none_of_who_asked(self):
        with pytest.raises(NotYourOwnPayout):
            must_be_approvable(PayoutState.WAITING, asker_id=1, approver_id=1)
        with pytest.raises(NotYourOwnPayout):
            must_be_sendable(PayoutState.APPROVED, asker_id=2, approver_id=1, payer_id=2)

    @pytest.mark.parametrize("state", PayoutState)
    def test_go_one_way_only(self, state):
        over = state in (PayoutState.PAID, PayoutState.DECLINED)
        for deed, refusal, may in (
            (lambda: must_be_approvable(state, asker_id=9, approver_id=1), PayoutNotWaiting,
             state is PayoutState.WAITING),
            (lambda: must_be_sendable(state, asker_id=9, approver_id=1, payer_id=2),
             PayoutNotApproved, state is PayoutState.APPROVED),
            (lambda: must_be_declinable(state), PayoutIsOver, not over),
        ):  # fmt: skip
            if may:
                deed()
            else:
                with pytest.raises(refusal):
                    deed()

    @pytest.mark.parametrize("day", [MONDAY, date(2026, 3, 7)])
    def test_send_money_between_the_approval_and_today(self, day):
        must_be_paid_within(TUESDAY, approved_on=TUESDAY, today=FRIDAY)
        must_be_paid_within(FRIDAY, approved_on=TUESDAY, today=FRIDAY)
        with pytest.raises(NoDayOfPayment):
            must_be_paid_within(day, approved_on=TUESDAY, today=FRIDAY)

    def test_say_why_they_decline(self):
        assert good_reason("  Wrong account ") == "Wrong account"
        with pytest.raises(DeclineNeedsReason):
            good_reason("  no ")
