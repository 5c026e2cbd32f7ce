"""What can be disputed of an invoice, what a mass payment and a payout leave, what is credited."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.credit_notes.rules import Creditable
from saas.billing.disputes.rules import (
    DisputeTooLarge,
    NothingOnThatLine,
    NothingToDispute,
    disputable_lines,
    disputed_amount,
    new_due_day,
    to_credit,
    with_tax,
    without_tax,
)
from saas.billing.invoices.rules import Standing, standing_of
from saas.billing.mass_payment.rules import Claim, InvoiceDisputed, chosen, proposed, to_pay
from saas.billing.netting.rules import Claim as Owed
from saas.billing.netting.rules import (
    NoCredit,
    OpenInvoicesTakeIt,
    Source,
    allocated,
    must_be_payable,
)
from saas.billing.open_claims.rules import Left
from saas.billing.totals.rules import InvoiceKind
from saas.licensing.agreement.rules import Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import Category, VatDecision
from saas.money import Money, total
from saas.text import Text

TODAY = date(2026, 3, 2)
MONTH = Period(date(2026, 3, 1), date(2026, 4, 1))
S25 = VatDecision(
    rule="swedish",
    category=Category.STANDARD,
    percent=25,
    reason=Text("Sold in Sweden"),
    legend=None,
)
NONE = replace(S25, category=Category.REVERSE_CHARGE, percent=0)


def line(position, net, *, left=None, decision=S25):
    charge = ChargeLine(
        item=Item.PLAN, edition="basic-2026", name="Basic", quantity=1, unit_price=Money(net),
        period=MONTH, starts_on=MONTH.starts_on, until=MONTH.until, net=Money(net),
    )  # fmt: skip
    return Creditable(
        line_id=position, position=position, charge=charge, decision=decision, covers=True,
        left=Money(net if left is None else left),
    )  # fmt: skip


class TestHowMuchIsDisputed:
    LINES = (line(1, 299_00), line(2, 75_00, left=0), line(3, 10_00, decision=NONE))

    def of(self, asked, *, position=None, left=448_75):
        open_ = Money(left)
        lines = disputable_lines(self.LINES, left=open_)
        wanted = None if asked is None else Money(asked)
        return disputed_amount(wanted, lines, line=position, left=open_).minor

    def test_is_all_that_is_left_where_nothing_is_said(self):
        assert self.of(None) == 448_75
        assert self.of(None, position=1) == 373_75
        assert self.of(None, position=3) == 10_00
        assert self.of(None, position=1, left=200_00) == 200_00

    def test_is_what_is_said(self):
        assert self.of(1) == 1
        assert self.of(448_75) == 448_75
        assert self.of(373_75, position=1) == 373_75

    @pytest.mark.parametrize("asked", [0, -1, 448_76])
    def test_is_never_more_than_is_left_to_pay_nor_nothing(self, asked):
        with pytest.raises(DisputeTooLarge) as refused:
            self.of(asked)
        assert refused.value.most == Money(448_75)

    def test_is_never_more_than_the_line(self):
        with pytest.raises(DisputeTooLarge) as refused:
            self.of(373_76, position=1)
        assert refused.value.most == Money(373_75)

    @pytest.mark.parametrize("position", [2, 4])
    def test_is_of_a_line_with_something_left(self, position):
        with pytest.raises(NothingOnThatLine):
            self.of(None, position=position)

    @pytest.mark.parametrize("left", [0, -100])
    def test_is_of_what_is_left_to_pay(self, left):
        with pytest.raises(NothingToDispute):
            self.of(None, left=left)
        assert disputable_lines(self.LINES, left=Money(left)) == []

    @given(st.integers(1, 10**7), st.integers(0, 10**7), st.integers(-5, 10**7))
    def test_lies_between_one_ore_and_what_is_left(self, net, left, asked):
        open_ = Money(left)
        lines = disputable_lines([line(1, net)], left=open_)
        for position in (None, 1):
            try:
                found = disputed_amount(Money(asked), lines, line=position, left=open_)
            except (DisputeTooLarge, NothingToDispute, NothingOnThatLine):
                continue
            assert 0 < found.minor <= left


class TestWhatIsCredited:
    LINES = (line(1, 299_00), line(2, 75_00))
    WHOLE = Money(467_50)

    def of(self, amount, *, position=None, lines=LINES, whole=WHOLE):
        given_ = to_credit(lines, line=position, amount=Money(amount), whole=whole)
        return {at: net.minor for at, net in given_.items()}

    def test_is_the_whole_line_where_all_of_it_is_disputed(self):
        assert self.of(373_75, position=1) == {1: 299_00}

    def test_is_so_much_of_it_as_comes_to_the_amount(self):
        assert self.of(100_00, position=1) == {1: 80_00}

    def test_is_everything_where_everything_is_disputed(self):
        assert self.of(467_50) == {1: 299_00, 2: 75_00}

    def test_is_everything_also_where_the_total_was_rounded_down(self):
        assert self.of(467_00, whole=Money(467_00)) == {1: 299_00, 2: 75_00}

    def test_is_for_our_staff_to_say_where_a_part_of_several_lines_is(self):
        assert self.of(100_00) == {}

    def test_is_of_the_only_line_with_anything_left(self):
        lines = (line(1, 299_00), line(2, 75_00, left=0))
        assert self.of(100_00, lines=lines) == {1: 80_00}

    def test_is_nothing_where_nothing_is_left_or_the_amount_is_less_than_an_ore(self):
        gone = (line(1, 299_00, left=0),)
        assert self.of(100_00, lines=gone, position=1) == {}
        assert self.of(1, position=1) == {1: 1}
        assert to_credit([line(1, 300)], line=1, amount=Money(0), whole=self.WHOLE) == {}

    @given(st.integers(1, 10**6), st.integers(1, 10**7), st.sampled_from([S25, NONE]))
    def test_is_never_more_than_is_left_and_comes_to_the_amount(self, net, amount, decision):
        only = line(1, net, decision=decision)
        found = to_credit([only], line=1, amount=Money(amount), whole=with_tax(only))

        if 1 not in found:
            assert without_tax(Money(amount), percent=decision.percent).minor == 0
            return
        assert 0 < found[1].minor <= net
        credited = with_tax(replace(only, left=found[1]))
        assert abs(credited.minor - min(amount, with_tax(only).minor)) <= 1

    @given(st.integers(0, 10**9), st.sampled_from([0, 6, 12, 25]))
    def test_without_tax_is_the_nearest_net(self, gross, percent):
        net = without_tax(Money(gross), percent=percent).minor

        assert abs(net * (100 + percent) - gross * 100) * 2 <= 100 + percent


class TestTheDayToPayBy:
    TEN = timedelta(days=10)

    def test_is_ten_days_on_or_stays(self):
        assert new_due_day(date(2026, 1, 31), today=TODAY, days=self.TEN) == date(2026, 3, 12)
        assert new_due_day(date(2026, 3, 12), today=TODAY, days=self.TEN) is None
        assert new_due_day(date(2026, 3, 31), today=TODAY, days=self.TEN) is None

    @given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(0, 99))
    def test_leaves_the_days_that_were_promised(self, due_on, days):
        moved = new_due_day(due_on, today=TODAY, days=timedelta(days=days))

        assert (moved or due_on) - TODAY >= timedelta(days=days)
        assert moved is None or moved > due_on


class TestWhereItStands:
    def test_is_disputed_when_all_that_is_open_is(self):
        at = (InvoiceKind.INVOICE, 100, date(2026, 1, 1), TODAY)

        assert standing_of(*at, disputed_minor=100) is Standing.DISPUTED
        assert standing_of(*at, disputed_minor=99) is Standing.OVERDUE
        assert standing_of(*at, at_agency=True, disputed_minor=100) is Standing.COLLECTION
        assert standing_of(InvoiceKind.INVOICE, 0, TODAY, TODAY) is Standing.PAID

    def test_leaves_the_rest_to_be_asked_for(self):
        assert Left(100, TODAY, disputed_minor=30).undisputed_minor == 70


class TestMassPayment:
    def claim(self, number, held=0):
        return Claim(
            invoice_id=number, number=str(number), issued_on=TODAY, due_on=date(2026, 1, 1),
            open=Money(100), disputed_minor=held,
        )  # fmt: skip

    def test_ticks_nothing_of_which_anything_is_disputed(self):
        claims = [self.claim(1, 100), self.claim(2, 40), self.claim(3)]

        assert proposed(claims, today=TODAY) == ["3"]
        assert proposed(claims[:2], today=TODAY) == []
        assert [each.is_free for each in claims] == [False, True, True]

    def test_refuses_what_is_wholly_disputed_and_pays_the_rest_of_what_is_in_part(self):
        claims = [self.claim(1, 100), self.claim(2, 40), self.claim(3)]

        with pytest.raises(InvoiceDisputed):
            chosen(claims, ["1", "3"])
        assert to_pay(chosen(claims, ["2", "3"])) == Money(160)


AMOUNTS = st.lists(st.integers(1, 500), max_size=4)


class TestNetting:
    @given(AMOUNTS, st.lists(st.tuples(st.integers(1, 500), st.integers(0, 500)), max_size=4))
    def test_settles_nothing_that_is_disputed_and_pays_out_no_more_than_before(
        self, credits_, owed
    ):
        sources = [Source(f"K{n}", n, Money(minor)) for n, minor in enumerate(credits_)]
        held = [min(held, open_) for open_, held in owed]
        claims = [
            Owed(str(n), n, Money(open_), disputed=Money(held[n]))
            for n, (open_, _held) in enumerate(owed)
        ]
        found = allocated(sources, claims)

        for claim in claims:
            settled = total(part.amount for part in found.netted if part.claim == claim)
            assert settled <= claim.undisputed
        assert found.credit.minor == sum(credits_)
        assert found.open.minor == sum(open_ for open_, _held in owed)
        assert found.amount.minor == max(0, sum(credits_) - found.open.minor)
        assert found.kept.minor <= sum(held)

    def test_credit_that_is_kept_is_still_credit(self):
        disputed = Owed("1", 1, Money(500), disputed=Money(500))
        found = allocated([Source(None, None, Money(300))], [disputed])

        assert (found.parts, found.kept) == ((), Money(300))
        with pytest.raises(OpenInvoicesTakeIt):
            must_be_payable(found)
        with pytest.raises(NoCredit):
            must_be_payable(allocated([], [disputed]))

    def test_says_another_thing_once_something_is_disputed(self):
        credit, claim = Source("K1", 1, Money(900)), Owed("1", 2, Money(500))
        disputed = replace(claim, disputed=Money(200))

        assert (
            allocated([credit], [claim]).fingerprint != allocated([credit], [disputed]).fingerprint
        )
