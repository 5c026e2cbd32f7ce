"""Which plan fits: the cheapest that does, and why."""

from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.licensing.fitting.rules import Fit, Needs, Unfit, advice, cost, fit
from saas.licensing.fitting.words import reasons, why_not
from saas.licensing.plans.rules import MONTHLY, Cadence
from saas.money import Money
from tests.licensing.making import BASIC, CATALOGUE, ENTERPRISE, FREE, PREMIUM, agreed

YEARLY = Cadence(12)
SOLD = CATALOGUE.on_sale(date(2026, 3, 2))
FEATURES = sorted(CATALOGUE.features)
NAMES = {key: CATALOGUE.feature(key, "en") for key in CATALOGUE.features}


def needs(people=1, *features, cadence=MONTHLY):
    return Needs(people, frozenset(features), cadence)


def best(*wanted, **options):
    return advice(SOLD, needs(*wanted, **options)).best


class TestAnotherCompany:
    def test_is_asked_about_its_own_people(self, as_user, alice, bob, charlie):
        agreed(alice)

        assert 'name="people" value="2"' in as_user(alice).get("/plan/help").text
        assert 'name="people" value="1"' in as_user(charlie).get("/plan/help").text


class TestTheCheapestThatDoes:
    @pytest.mark.parametrize(
        ("asked", "edition"),
        [
            (needs(1), FREE),
            (needs(2), BASIC),
            (needs(1, "other_operators"), BASIC),
            (needs(40, "invoice_printer"), PREMIUM),
            (needs(3, "integration"), ENTERPRISE),
        ],
    )
    def test_is_recommended(self, asked, edition):
        assert advice(SOLD, asked).best.edition == edition

    def test_costs_what_its_people_need(self):
        assert best(5).cost.fee == Money.sek(249 + 3 * 49)
        assert best(5, cadence=YEARLY).cost.fee == Money.sek(2490 + 3 * 490)
        assert best(5).cost.yearly == Money.sek(12 * (249 + 3 * 49))

    def test_none_does_what_nobody_sells(self):
        found = advice(SOLD, needs(1, "teleport"))

        assert found.best is None
        assert [each.missing for each in found.others] == [("teleport",)] * 4
        assert list(reasons(found, needs(1, "teleport"), NAMES)) == []

    @given(
        st.integers(1, 500),
        st.frozensets(st.sampled_from([*FEATURES, "teleport"])),
        st.sampled_from([MONTHLY, YEARLY, Cadence(3)]),
    )
    def test_nothing_cheaper_would_do(self, people, features, cadence):
        asked = Needs(people, features, cadence)
        found = advice(SOLD, asked)
        fits = [fit(edition, asked) for edition in SOLD]

        assert sorted(
            each.edition.key for each in (*found.others, *([found.best] if found.best else []))
        ) == sorted(e.key for e in SOLD)
        assert (found.best is None) == (not any(each.does for each in fits))
        if found.best and found.best.cost:
            cheapest = min(each.cost.yearly for each in fits if each.cost)
            assert found.best.cost.yearly == cheapest
            assert features <= set(found.best.edition.features)
            seats = found.best.edition.seats_included + found.best.cost.extra_seats
            assert seats >= people
        assert all(str(why_not(each, NAMES)) for each in found.others)
        assert all(str(reason) for reason in reasons(found, asked, NAMES))


class TestWhyNot:
    def test_says_what_is_in_the_way(self):
        assert fit(FREE, needs(2)).unfit is Unfit.SEATS
        assert fit(BASIC, needs(2, cadence=Cadence(3))).unfit is Unfit.CADENCE
        assert fit(BASIC, needs(2, "integration")) == Fit(BASIC, ("integration",), Unfit.FEATURES)
        assert cost(ENTERPRISE, people=1, cadence=MONTHLY) is None
        assert cost(replace(BASIC, seat_fee=None, prices=()), people=3, cadence=MONTHLY) is None

    def test_reasons_are_sentences_with_figures(self):
        asked = needs(5, "other_operators", cadence=YEARLY)
        said = [str(reason) for reason in reasons(advice(SOLD, asked), asked, NAMES)]

        assert said == [
            "It has what you ticked: Reach recipients with other operators.",
            "You are 5: 2 seats are included and 3 are bought.",
            "Premium would do too, and costs 3 500.00 SEK more a year.",
            "Paid in this way it is 792.00 SEK less a year than by the month.",
        ]


class TestThePage:
    def test_asks_first(self, as_user, alice):
        page = as_user(alice).get("/plan/help")

        assert page.status_code == 200
        assert "How many people will use it?" in page.text
        assert "Recommended" not in page.text

    def test_answers_in_an_address_that_can_be_shared(self, as_user, alice):
        asked = urlencode({"people": 5, "features": "invoice_printer", "pay": "year"})
        page = as_user(alice).get(f"/plan/help?{asked}").text

        assert "Premium fits" in page
        assert f"/plan/check?edition={PREMIUM.key}&amp;extra_seats=3&amp;cadence=year" in page
        assert "Lacks: Invoice printer" in page

    def test_says_what_one_has_already(self, as_user, alice):
        agreed(alice, extra_seats=3)

        assert "You have it already." in as_user(alice).get("/plan/help?people=5").text
        assert "You have it already." not in as_user(alice).get("/plan/help?people=6").text

    def test_offers_free_and_quotes_in_their_own_way(self, as_user, alice, bob):
        assert "You have it already." in as_user(alice).get("/plan/help?people=1").text
        asked = as_user(alice).get("/plan/help?people=1&features=integration").text
        assert "Ask for a quote" in asked
        assert "Ask one of your company" in as_user(bob).get("/plan/help?people=9").text

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ("people=0", "At least one person."),
            ("people=many", "Write a whole number"),
            ("people=2&pay=daily", "Choose one in the list."),
        ],
    )
    def test_says_what_is_wrong(self, as_user, alice, asked, said):
        page = as_user(alice).get(f"/plan/help?{asked}")

        assert page.status_code == 422
        assert said in page.text


class TestOverTheApi:
    def test_answers_with_reasons(self, api_as, alice):
        path = "/api/v1/plan/help?people=5&features=other_operators&features=invoices"
        answer = api_as(alice).get(path).json

        assert answer["best"]["edition"] == BASIC.key
        assert answer["best"]["extra_seats"] == 3
        assert answer["best"]["fee"] == {"minor": 39600, "currency": "SEK"}
        assert len(answer["others"]) == 3
        assert any("3 are bought" in reason for reason in answer["reasons"])

    def test_says_when_nothing_fits(self, api_as, alice):
        answer = api_as(alice).get("/api/v1/plan/help?people=5&features=teleport").json

        assert answer["best"] is None
        assert api_as(alice).get("/api/v1/plan/help").status_code == 422
