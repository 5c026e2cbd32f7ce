"""Editions of plans, and reading them from the operator's own file."""

from dataclasses import replace
from datetime import date

import pytest

from saas.licensing.catalogue.reading import CatalogueWrong, read_catalogue
from saas.licensing.plans.rules import (
    BindingTerm,
    Catalogue,
    NoSuchPlan,
    NoticeKind,
    NoticePolicy,
    PlanIsByContract,
)
from saas.money import Money
from tests.licensing.making import BASIC, CATALOGUE, CATALOGUE_FILE, ENTERPRISE, FREE

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
            ('"web_service"]', '"teleport"]', "free-2026 has the feature 'teleport'"),
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
