"""Amounts are exact, and their parts add up to the whole."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.money import Money, total

amounts = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize("wrong", [19.5, "100", True, None])
def test_counts_whole_minor_units(wrong):
    with pytest.raises(TypeError):
        Money(wrong)


def test_reads_as_people_write_it():
    assert str(Money.sek(5_000)) == "5 000.00 SEK"
    assert str(Money.sek(-1, -5)) == "-1.05 SEK"


def test_does_not_mix_currencies():
    with pytest.raises(ValueError, match="cannot be added"):
        Money.sek(1) + Money(1, "EUR")
    with pytest.raises(ValueError, match="cannot be added"):
        total([Money.sek(1), Money(1, "EUR")])


def test_nothing_at_all_is_zero_of_the_currency_asked_for():
    assert total([], "EUR") == Money(0, "EUR")
    assert not total([])


def test_parts_of_a_month_as_they_appear_on_an_invoice():
    cuts = [(0, 7), (7, 16), (16, 23), (23, 31)]
    parts = [Money.sek(249).between(start, end, of=31) for start, end in cuts]
    assert [part.minor for part in parts] == [56_23, 72_29, 56_22, 64_26]
    assert total(parts) == Money.sek(249)


@pytest.mark.parametrize(
    ("amount", "part", "comes_to"),
    [
        (4_467_75, Fraction(1, 4), 1_116_94),
        (-4_467_75, Fraction(1, 4), -1_116_94),
        (2, Fraction(1, 4), 1),
        (1, Fraction(1, 4), 0),
    ],
)
def test_a_share_is_rounded_half_away_from_zero(amount, part, comes_to):
    assert Money(amount).share(part) == Money(comes_to)


@given(amounts, st.integers(1, 366), st.data())
def test_parts_add_up_however_the_period_is_cut(minor, days, data):
    cuts = sorted(data.draw(st.sets(st.integers(0, days))) | {0, days})
    parts = [Money(minor).between(start, end, of=days) for start, end in pairwise(cuts)]
    assert total(parts) == Money(minor)


@given(amounts, amounts, st.integers(-100, 100))
def test_arithmetic_is_that_of_whole_numbers(a, b, times):
    assert (Money(a) + Money(b) - Money(b)) == Money(a)
    assert Money(a) * times == Money(a * times)
    assert -Money(a) + Money(a) == Money(0)
