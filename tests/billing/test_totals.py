from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.billing.totals.rules import InvoiceKind, Sold, totals
from saas.licensing.vat.rules import Category, VatDecision, vat_decision
from saas.money import Money
from saas.text import Text

SWEDISH = vat_decision(country="SE", vat_number_proven=False, on=date(2026, 1, 1))
ABROAD = vat_decision(country="NO", vat_number_proven=False, on=date(2026, 1, 1))


def at(percent):
    return VatDecision(
        rule=f"at-{percent}", category=Category.STANDARD, percent=percent, reason=Text("")
    )


class TestTotals:
    def test_vat_is_rounded_once_on_the_sum(self):
        """Skatteverket's own example: 25 % of 4 467.75 is 1 116.9375."""
        lines = [Sold(Money.sek(4_000), SWEDISH), Sold(Money.sek(467, 75), SWEDISH)]

        assert totals(lines).vat == Money.sek(1_116, 94)
        assert totals(lines).to_pay == Money.sek(5_584, 69)

    @pytest.mark.parametrize(
        ("gross", "rounding", "to_pay"),
        [
            (Money.sek(5_584, 69), Money(31), Money.sek(5_585)),
            (Money.sek(5_584, 49), Money(-49), Money.sek(5_584)),
            (Money.sek(5_584, 50), Money(50), Money.sek(5_585)),
            (Money.sek(5_584), Money(0), Money.sek(5_584)),
            (Money.sek(-10, -60), Money(-40), Money.sek(-11)),
        ],
    )
    def test_only_the_total_may_be_rounded_to_kronor(self, gross, rounding, to_pay):
        sums = totals([Sold(gross, ABROAD)], in_whole=True)

        assert (sums.rounding, sums.to_pay, sums.gross) == (rounding, to_pay, gross)

    def test_each_rate_is_a_group_of_its_own(self):
        lines = [Sold(Money(1_00), at(6)), Sold(Money(2_00), at(25)), Sold(Money(3_00), at(6))]

        groups = totals(lines).groups

        assert [(g.decision.percent, g.base.minor, g.vat.minor) for g in groups] == [
            (25, 2_00, 50),
            (6, 4_00, 24),
        ]

    def test_more_taken_back_than_charged_is_a_credit_note(self):
        lines = [Sold(Money(-289_84), SWEDISH), Sold(Money(120_48), SWEDISH)]

        assert totals(lines).kind is InvoiceKind.CREDIT_NOTE
        assert totals(lines).vat == Money(-42_34)

    def test_nothing_is_an_invoice_of_nothing(self):
        assert totals([]).to_pay == Money(0)
        assert totals([], currency="EUR").to_pay == Money(0, "EUR")

    @given(
        st.lists(
            st.tuples(st.integers(-(10**9), 10**9), st.sampled_from([0, 6, 12, 25])), max_size=40
        ),
        st.booleans(),
    )
    def test_the_rules_of_en_16931_hold(self, drawn, in_whole):
        lines = [Sold(Money(minor), at(percent)) for minor, percent in drawn]

        sums = totals(lines, in_whole=in_whole)

        net = sum(minor for minor, _ in drawn)
        assert sums.net.minor == net  # BR-CO-10, and BR-CO-13 without document allowances
        assert sums.vat.minor == sum(g.vat.minor for g in sums.groups)  # BR-CO-14
        assert sums.gross == sums.net + sums.vat  # BR-CO-15
        assert sums.to_pay == sums.gross + sums.rounding  # BR-CO-16
        for group in sums.groups:  # BR-CO-17, half an öre at most from the exact
            exact = Fraction(group.base.minor * group.decision.percent, 100)
            assert abs(group.vat.minor - exact) <= Fraction(1, 2)
        assert abs(sums.rounding.minor) <= (50 if in_whole else 0)

    @given(st.lists(st.integers(-(10**7), 10**7), max_size=20))
    def test_taking_everything_back_gives_back_the_same(self, nets):
        charged = totals([Sold(Money(net), SWEDISH) for net in nets])
        taken_back = totals([Sold(Money(-net), SWEDISH) for net in nets])

        assert charged.to_pay + taken_back.to_pay == Money(0)
