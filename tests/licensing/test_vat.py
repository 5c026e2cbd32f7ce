"""Value added tax: who pays it, why, and to which öre (domain.md §4, §7)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.vat.rules import (
    EU,
    Category,
    Rate,
    rate_on,
    taxed,
    vat_decision,
)
from saas.money import Money

DAY = date(2026, 5, 14)


def decided(country, *, proven=False):
    return vat_decision(country=country, vat_number_proven=proven, on=DAY)


class TestDecision:
    @pytest.mark.parametrize(
        ("country", "proven", "category", "percent"),
        [
            ("SE", False, Category.STANDARD, 25),
            ("SE", True, Category.STANDARD, 25),
            ("FI", True, Category.REVERSE_CHARGE, 0),
            ("FI", False, Category.STANDARD, 25),
            ("GR", True, Category.REVERSE_CHARGE, 0),
            ("NO", False, Category.OUTSIDE_SCOPE, 0),
            ("GB", True, Category.OUTSIDE_SCOPE, 0),
            ("US", False, Category.OUTSIDE_SCOPE, 0),
        ],
    )
    def test_follows_the_buyer(self, country, proven, category, percent):
        decision = decided(country, proven=proven)

        assert (decision.category, decision.percent) == (category, percent)

    def test_each_has_a_name_and_a_reason_of_its_own(self):
        decisions = [decided("SE"), decided("FI"), decided("FI", proven=True), decided("NO")]

        assert len({decision.rule for decision in decisions}) == 4
        assert len({str(decision.reason) for decision in decisions}) == 4

    def test_says_why_an_unproven_number_is_charged(self):
        assert "not been able to confirm your VAT number" in str(decided("FI").reason)

    def test_the_law_s_legend_stands_where_no_tax_is_charged(self):
        assert str(decided("FI", proven=True).legend).startswith("Reverse charge")
        assert decided("NO").legend is not None
        assert decided("SE").legend is decided("FI").legend is None

    def test_there_are_27_members(self):
        assert len(EU) == 27
        assert "SE" in EU

    def test_rates_are_dated(self):
        assert rate_on(date(1990, 7, 1), Rate.STANDARD) == 25
        with pytest.raises(ValueError, match="No rate is known"):
            rate_on(date(1990, 6, 30), Rate.STANDARD)


class TestTax:
    def test_is_rounded_once_on_the_sum_of_the_lines(self):
        sale = taxed([Money(400_000), Money(46_775)], decided("SE"))

        assert (sale.net, sale.vat, sale.gross) == (
            Money(446_775),
            Money(111_694),
            Money(558_469),
        )

    def test_is_nothing_abroad(self):
        assert taxed([Money(100)], decided("NO")).gross == Money(100)

    def test_of_nothing_is_nothing(self):
        assert taxed([], decided("SE"), currency="EUR").gross == Money(0, "EUR")

    @given(st.lists(st.integers(-(10**9), 10**9), max_size=20))
    def test_a_credit_takes_back_exactly_what_was_charged(self, amounts):
        charged = taxed(map(Money, amounts), decided("SE"))
        credited = taxed((Money(-minor) for minor in amounts), decided("SE"))

        assert charged.gross + credited.gross == Money(0)
        assert charged.net + charged.vat == charged.gross
