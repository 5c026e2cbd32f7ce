"""Editions of plans, and reading them from the operator's own file."""

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.catalogue.difference import Change, difference, is_as_sold, words_of
from saas.licensing.catalogue.reading import CatalogueWrong, read_catalogue
from saas.licensing.catalogue.rules import Catalogue, NoSuchPlan, PlanIsByContract
from saas.licensing.catalogue.writing import written
from saas.licensing.plans.rules import (
    MONTHLY,
    BindingTerm,
    Cadence,
    CadenceNotSold,
    Edition,
    NoticeKind,
    NoticePolicy,
    Price,
    Timing,
)
from saas.money import Money
from tests.licensing.making import BASIC, CATALOGUE, CATALOGUE_FILE, ENTERPRISE, FREE, PREMIUM

EXAMPLE = CATALOGUE_FILE.read_text(encoding="utf-8").split("\n\n", 1)[1]  # without the comment
DAY = date(2026, 5, 14)
DEARER = replace(BASIC, edition="2027", sold_from=date(2027, 1, 1), monthly_fee=Money.sek(299))


class TestTheExampleCatalogue:
    def test_has_the_four_plans_with_their_seats(self):
        assert [(e.plan, e.seats_included) for e in CATALOGUE.on_sale(DAY)] == [
            ("free", 1),
            ("basic", 2),
            ("premium", 2),
            ("enterprise", 0),
        ]

    def test_says_that_its_prices_are_examples(self):
        assert CATALOGUE.example_prices

    def test_free_sells_no_seats_and_needs_no_notice(self):
        assert not FREE.sells_seats
        assert FREE.notice == NoticePolicy(NoticeKind.NONE)

    def test_enterprise_is_agreed_by_contract(self):
        assert not ENTERPRISE.sells_seats
        assert [e.plan for e in CATALOGUE.editions if e.is_self_service] == ["basic", "premium"]

    def test_features_are_said_in_the_reader_s_language(self):
        assert CATALOGUE.feature("integration", "sv") == "Integrerat med era egna system"
        assert CATALOGUE.feature("integration", "fi") == "Integrated with your own systems"


class TestEditions:
    BOTH = Catalogue((FREE, BASIC, DEARER))

    def test_a_new_edition_is_sold_from_its_day(self):
        assert [e.key for e in self.BOTH.on_sale(date(2026, 12, 31))] == ["free-2026", "basic-2026"]
        assert [e.key for e in self.BOTH.on_sale(date(2027, 1, 1))] == ["free-2026", "basic-2027"]

    def test_the_order_they_are_written_in_does_not_matter(self):
        backwards = Catalogue((FREE, DEARER, BASIC))

        assert backwards.offered(DEARER.key, date(2027, 1, 1)) == DEARER

    def test_one_no_longer_sold_is_still_known(self):
        assert self.BOTH[BASIC.key] == BASIC
        with pytest.raises(NoSuchPlan):
            self.BOTH.offered(BASIC.key, date(2027, 1, 1))

    def test_one_is_not_sold_after_its_last_day(self):
        withdrawn = replace(BASIC, sold_until=date(2026, 6, 1))

        assert withdrawn.is_sold_on(date(2026, 5, 31))
        assert not withdrawn.is_sold_on(date(2026, 6, 1))
        assert not withdrawn.is_sold_on(date(2025, 12, 31))

    def test_nobody_agrees_to_free_or_to_what_is_not_there(self):
        for key in (FREE.key, "gold-2026"):
            with pytest.raises(NoSuchPlan):
                CATALOGUE.offered(key, DAY)
        with pytest.raises(NoSuchPlan):
            CATALOGUE["gold-2026"]

    def test_enterprise_is_quoted(self):
        with pytest.raises(PlanIsByContract):
            CATALOGUE.offered(ENTERPRISE.key, DAY)

    def test_a_company_without_an_agreement_has_free(self):
        assert CATALOGUE.free(DAY) == FREE


class TestWaysToPay:
    BASIC_ONLY = EXAMPLE.partition('plan = "premium"')[0].removesuffix("[[edition]]\n")

    def test_the_month_comes_first_and_the_others_after_it(self):
        assert [(p.cadence, p.fee, p.seat_fee) for p in BASIC.prices] == [
            (MONTHLY, Money.sek(249), Money.sek(49)),
            (Cadence(12), Money.sek(2490), Money.sek(490)),
        ]
        with pytest.raises(CadenceNotSold):
            BASIC.price_for(Cadence(3))

    def test_one_that_is_not_paid_by_the_month_is_compared_by_what_a_month_comes_to(self):
        yearly = self.BASIC_ONLY.replace('monthly_fee = "249.00"\nseat_fee = "49.00"\n', "")
        read = read_catalogue(yearly)[BASIC.key]

        assert [price.cadence for price in read.prices] == [Cadence(12)]
        assert read.monthly_fee == Money.sek(207, 50)
        assert read.seat_fee == Money.sek(40, 83)

    def test_quarters_in_arrears_and_prebilled_years_are_said_too(self):
        more = """
[[edition.price]]
every = "quarter"
in = "arrears"
fee = "747.00"
seat_fee = "147.00"
[[edition.price]]
every = "year"
in = "prebilled"
fee = "2988.00"
seat_fee = "588.00"
"""
        cadences = [p.cadence for p in read_catalogue(self.BASIC_ONLY + more)[BASIC.key].prices]

        assert cadences == [
            MONTHLY,
            Cadence(12),
            Cadence(3, Timing.IN_ARREARS),
            Cadence(12, Timing.PREBILLED),
        ]

    def test_a_renewal_deadline_counts_days(self):
        own = EXAMPLE.replace(
            '{ policy = "contract" }', '{ policy = "renewal_deadline", days = 90 }'
        )

        policy = read_catalogue(own)[ENTERPRISE.key].notice

        assert policy == NoticePolicy(NoticeKind.RENEWAL_DEADLINE, days=90)


AMOUNTS = st.integers(0, 99_999_999_999).map(Money)
WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=40)
POLICIES = st.one_of(
    st.just(NoticePolicy(NoticeKind.NONE)),
    st.builds(
        NoticePolicy,
        st.just(NoticeKind.WHOLE_CALENDAR_MONTHS),
        st.integers(1, 24),
        st.booleans(),
        st.sampled_from(BindingTerm),
    ),
    st.builds(NoticePolicy, st.just(NoticeKind.MONTHS_FROM_RECEIPT), st.integers(1, 24)),
)


@st.composite
def editions(draw, plan="pro"):
    """An edition as an operator may list it, with any prices, words, limits and notice."""
    ways = draw(
        st.lists(st.tuples(st.sampled_from([1, 3, 12]), st.sampled_from(Timing)), unique=True)
    )
    seats = draw(st.booleans())
    prices = [
        Price(Cadence(*way), draw(AMOUNTS), draw(AMOUNTS) if seats else None)
        for way in ways
        if Cadence(*way) != MONTHLY
    ]
    return Edition(
        plan=plan,
        edition="2026.1",
        name=draw(WORDS.filter(str.strip)),
        sold_from=date(2026, 1, 1),
        sold_until=draw(st.none() | st.dates(date(2026, 2, 1), date(2040, 1, 1))),
        monthly_fee=(fee := draw(AMOUNTS)),
        seat_fee=(seat_fee := draw(AMOUNTS) if seats else None),
        seats_included=draw(st.integers(1, 100)),
        notice=draw(POLICIES),
        features=("invoices", "a feature") if draw(st.booleans()) else ("a feature",),
        limits=draw(st.dictionaries(st.just("a feature"), st.integers(1, 1_000))),
        prices=(Price(MONTHLY, fee, seat_fee), *prices),
    )


class TestWriting:
    def test_the_example_reads_back_the_same(self):
        assert read_catalogue(written(CATALOGUE)) == CATALOGUE

    @given(editions(), WORDS)
    def test_whatever_is_written_reads_back_the_same(self, edition, words):
        features = {"invoices": {"en": words}, "a feature": {"en": words, "sv": words}}
        free = replace(FREE, features=(), limits={})
        listed = Catalogue((free, edition), features, example_prices=True)

        assert read_catalogue(written(listed)) == listed

    @given(editions())
    def test_what_is_kept_of_a_sale_is_told_by_what_was_agreed(self, edition):
        kept = json.loads(json.dumps(words_of(edition)))

        assert is_as_sold(edition, kept)
        assert is_as_sold(replace(edition, sold_until=date(2041, 1, 1)), kept)
        assert not is_as_sold(replace(edition, seats_included=101), kept)
        assert not is_as_sold(replace(edition, limits={"a feature": 1_001}), kept)

    def test_what_an_edition_could_not_say_when_it_was_sold_is_not_held_against_it(self):
        kept = words_of(BASIC)
        del kept["prices"], kept["limits"]

        assert is_as_sold(BASIC, kept)


class TestTheDifference:
    OTHER = Catalogue((FREE, DEARER, PREMIUM, ENTERPRISE), CATALOGUE.features)

    def test_names_what_is_new_gone_and_changed(self):
        cheaper = replace(PREMIUM, monthly_fee=Money.sek(499))
        other = Catalogue((FREE, DEARER, cheaper, ENTERPRISE), CATALOGUE.features)

        found = difference(CATALOGUE, other, sold={})

        assert (found.new, found.gone) == ((DEARER.key,), (BASIC.key,))
        assert found.changed[0] == Change(PREMIUM.key, "monthly_fee", "599.00 SEK", "499.00 SEK")
        assert not found.remedies

    def test_is_none_against_itself(self):
        assert difference(CATALOGUE, CATALOGUE, sold={}).is_none

    def test_what_was_sold_may_neither_go_nor_change(self):
        sold = {BASIC.key: words_of(BASIC), PREMIUM.key: words_of(PREMIUM)}
        other = Catalogue((FREE, replace(PREMIUM, name="Gold")), CATALOGUE.features)

        found = difference(CATALOGUE, other, sold=sold)

        assert len(found.remedies) == 2
        assert "must stay listed: give it a sold_until" in found.remedies[0]
        assert "list a new edition of premium" in found.remedies[1]

    def test_what_was_sold_may_stop_being_sold(self):
        ended = replace(BASIC, sold_until=date(2027, 1, 1))
        other = Catalogue((FREE, ended, PREMIUM, ENTERPRISE), CATALOGUE.features)

        found = difference(CATALOGUE, other, sold={BASIC.key: words_of(BASIC)})

        assert not found.remedies
        assert [change.what for change in found.changed] == ["sold_until"]

    def test_words_for_features_are_told_too(self):
        said = {**CATALOGUE.features, "invoices": {"en": "Bills"}}
        found = difference(CATALOGUE, replace(CATALOGUE, features=said), sold={})

        assert found.changed == (
            Change("invoices", "words", "en: Invoices sent, sv: Skickade fakturor", "en: Bills"),
        )


class TestReading:
    def test_takes_every_notice_policy(self):
        own = EXAMPLE.replace(
            '{ policy = "months_from_receipt", months = 3 }',
            '{ policy = "whole_calendar_months", months = 3, term = "B", to_period_end = true }',
            1,
        )

        assert read_catalogue(own)[BASIC.key].notice == NoticePolicy(
            NoticeKind.WHOLE_CALENDAR_MONTHS, 3, to_period_end=True, term=BindingTerm.B
        )

    @pytest.mark.parametrize(
        ("written", "instead", "problem"),
        [
            ('"249.00"', "249.0", "edition 2, monthly_fee: Write the price as text"),
            ('"249.00"', '"249"', "edition 2, monthly_fee: Write the price as text"),
            ('"249.00"', '"-1.00"', "edition 2, monthly_fee: Write the price as text"),
            ('currency = "SEK"', 'currency = "kr"', "currency: "),
            ("seats_included = 2", "seats_included = 0", "edition 2, seats_included: "),
            ("seats_included = 2\n", "", "edition 2, seats_included: Say how many"),
            ("sold_from = 2026-01-01", 'sold_from = "now"', "edition 1, sold_from: Write the day"),
            ("months = 3 }", "months = 99 }", "edition 2, notice, months: "),
            (", months = 3 }", " }", "edition 2, notice, months: Say how many"),
            ('"none" }', '"none", months = 1 }', "edition 1, notice, months: Say how many"),
            ('policy = "none"', 'policy = "soon"', "edition 1, notice, policy: "),
            ('plan = "basic"', 'plan = "Basic!"', "edition 2, plan: "),
            ('name = "Basic"', "colour = 3", "edition 2, colour: Unknown field."),
            ("by_contract = true", "by_contract = true\nseats_included = 5", "stands in each"),
            ('plan = "free"', 'plan = "gratis"', "There is no plan 'free'"),
            ('"0.00"', '"1.00"', "free-2026 must cost nothing"),
            ('plan = "premium"', 'plan = "basic"', "basic-2026 is listed twice."),
            ('"web_service", "inv', '"teleport", "inv', "free-2026 has the feature 'teleport'"),
            ("limits = { invoices = 20 }", "limits = { integration = 5 }", "free-2026 limits 'in"),
            ("invoices = 20 }", "invoices = 0 }", "edition 1, limits, invoices, value: Must be"),
            ("invoices = 20 }", 'invoices = "20" }', "edition 1, limits, invoices, value: Not a"),
            ('every = "year"', 'every = "week"', "edition 2, price 1, every: Write one of: month"),
            ('in = "advance"', 'in = "time"', "edition 2, price 1, in: Write one of: advance"),
            ('"2490.00"', "2490.00", "edition 2, price 1, fee: Write the price as text"),
            (
                'fee = "2490.00"\nseat_fee = "490.00"',
                'fee = "2490.00"',
                "edition 2, price: Let every",
            ),
            ('every = "year"', 'every = "month"', "edition 2, price: Two prices are for the same"),
            ('monthly_fee = "249.00"\n', "", "edition 2, seat_fee: Say it in each price"),
            ('"none" }', '"none", days = 9 }', "edition 1, notice, days: Say how many before"),
            ('policy = "none"', 'policy = "renewal_deadline"', "edition 1, notice, days: Say how"),
            (
                'policy = "none"',
                'policy = "renewal_deadline", days = 60',
                "edition 1, notice: Only a contract has a term that is renewed",
            ),
            (
                "seats_included = 2",
                "sold_until = 2026-01-01\nseats_included = 2",
                "before it begins",
            ),
            ('"SEK"', '"JPY"', "currency: Write a currency with two decimals"),
            ('"SEK"', '"XYZ"', "currency: Write a currency with two decimals"),
            ("integration = { en", "integration = { fr", "'integration', which [features] has no"),
            ("currency", "[currency", "It is not TOML"),
        ],
    )
    def test_names_what_is_wrong(self, written, instead, problem):
        assert written in EXAMPLE
        with pytest.raises(CatalogueWrong) as refused:
            read_catalogue(EXAMPLE.replace(written, instead, 1), source="plans.toml")

        assert problem in str(refused.value)
        assert str(refused.value).startswith("plans.toml does not hold:")

    def test_names_every_wrong_value_at_once(self):
        wrong = EXAMPLE.replace('"249.00"', "1").replace('"599.00"', "2")

        with pytest.raises(CatalogueWrong) as refused:
            read_catalogue(wrong)

        assert len(refused.value.problems) == 2

    def test_two_editions_of_a_plan_begin_on_different_days(self):
        twice = EXAMPLE + EXAMPLE[EXAMPLE.rindex("[[edition]]") :].replace('"2026"', '"2026b"')

        with pytest.raises(CatalogueWrong, match="both sold from 2026-01-01"):
            read_catalogue(twice)
