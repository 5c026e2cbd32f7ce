"""What a company may use: by plan, by contract, within its limits, and what it is told if not."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from saas.dates import clock_time, now, today
from saas.db import db
from saas.errors import NotAllowed
from saas.licensing.agreement.models import Agreement
from saas.licensing.catalogue.difference import words_of
from saas.licensing.catalogue.models import SoldEdition
from saas.licensing.catalogue.rules import Catalogue
from saas.licensing.entitlements.actions import contract_on, end_grant, grant, use
from saas.licensing.entitlements.models import FeatureUsage, entitled, granted_on
from saas.licensing.entitlements.rules import (
    Entitlement,
    FeatureMissing,
    FeatureUsedUp,
    Granted,
    GrantEndsTooSoon,
    GrantsOverlap,
    LimitWithoutFeature,
    NothingToGrantOn,
    Override,
    Source,
    UnknownFeature,
    counts_anew_on,
    editions_with_more,
    month_of,
)
from saas.licensing.entitlements.shown import remedy_of
from saas.licensing.plans.rules import MONTHLY, Cadence, Price
from saas.money import Money
from saas.scope import tenant_scope
from tests.asking import questions
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, CATALOGUE, ENTERPRISE, FREE, PREMIUM, agreed

MONDAY = date(2026, 3, 2)
EXPORT = "people_export"


def granted(by, *, allowed=True, most=None, feature=EXPORT, starts_on=MONDAY, last_day=None):
    """What the contract of `by`'s company says of a feature."""
    said = Override(allowed, most)
    with tenant_scope(by.tenant_id):
        row = grant(
            agreement=contract_on(today()), feature=feature, said=said, starts_on=starts_on,
            last_day=last_day, why="As agreed by telephone", by=by, now=now(),
        )  # fmt: skip
        db.session.commit()
    return row


def used(person, feature, times):
    with tenant_scope(person.tenant_id):
        standing = use(feature=feature, now=now(), times=times)
        db.session.commit()
    return standing


def standing(person, feature=EXPORT, day=MONDAY):
    with tenant_scope(person.tenant_id):
        return entitled(feature, day)


class TestAnotherCompany:
    def test_may_use_what_its_own_plan_says(self, alice, charlie):
        agreed(alice)
        granted(alice, feature="integration")
        used(alice, EXPORT, 7)

        assert standing(alice).used == 7
        assert standing(charlie) == Entitlement(EXPORT, False, None, 0, Source.NONE)
        assert not standing(charlie, "integration").allowed

    def test_is_told_nothing_of_ours(self, api_as, alice, charlie):
        agreed(alice)
        used(alice, "invoices", 150)

        theirs = api_as(charlie).get("/api/v1/entitlements").json

        assert theirs["plan"] == "free-2026"
        assert {each["used"] for each in theirs["data"]} == {0}


class TestThePlan:
    def test_says_what_may_be_used_and_how_often(self, alice):
        agreed(alice)

        assert standing(alice) == Entitlement(EXPORT, True, 100, 0, Source.PLAN)
        assert standing(alice, "other_operators").limit is None
        assert standing(alice, "invoice_printer") == Entitlement(
            "invoice_printer", False, None, 0, Source.NONE
        )

    def test_on_free_it_is_today_s_list_that_says(self, alice):
        assert standing(alice, "invoices") == Entitlement("invoices", True, 20, 0, Source.PLAN)
        assert not standing(alice).allowed

    def test_counts_as_it_was_sold_whatever_the_list_says_today(self, app, alice, monkeypatch):
        agreed(alice)
        other = replace(BASIC, features=("integration",), limits={})
        known = app.extensions["catalogue"]
        today_s = replace(known, catalogue=Catalogue((FREE, other), CATALOGUE.features))
        monkeypatch.setitem(app.extensions, "catalogue", replace(today_s, read_at=clock_time()))

        assert standing(alice) == Entitlement(EXPORT, True, 100, 0, Source.PLAN)
        assert not standing(alice, "integration").allowed

    def test_sold_before_editions_had_limits_is_without_any(self, alice):
        words = {k: v for k, v in words_of(BASIC).items() if k not in {"limits", "prices"}}
        db.session.add(SoldEdition(key=BASIC.key, contents=words, first_sold_at=now()))
        db.session.commit()
        agreed(alice)

        assert standing(alice) == Entitlement(EXPORT, True, None, 0, Source.PLAN)

    def test_is_asked_in_one_question(self, app, alice):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            entitled(EXPORT, MONDAY)
            with questions(app) as asked:
                granted_on(MONDAY)

        assert len(asked) == 1


class TestTheContract:
    def test_may_add_to_the_plan_and_take_from_it(self, alice):
        agreed(alice)
        granted(alice, feature="integration", most=5)
        granted(alice, feature="other_operators", allowed=False)

        assert standing(alice, "integration") == Entitlement(
            "integration", True, 5, 0, Source.CONTRACT
        )
        assert not standing(alice, "other_operators").allowed

    def test_holds_from_its_first_day_to_its_last(self, alice):
        agreed(alice)
        granted(alice, most=7, starts_on=date(2026, 3, 10), last_day=date(2026, 3, 12))

        limits = [standing(alice, day=date(2026, 3, day)).limit for day in (9, 10, 12, 13)]

        assert limits == [100, 7, 7, 100]

    def test_says_one_thing_on_any_day(self, alice):
        agreed(alice)
        first = granted(alice, most=7)
        granted(alice, most=8, starts_on=date(2026, 3, 10))

        with tenant_scope(alice.tenant_id):
            db.session.refresh(first)
        assert first.until == date(2026, 3, 10)
        assert standing(alice, day=date(2026, 3, 9)).limit == 7
        assert standing(alice, day=date(2026, 3, 10)).limit == 8
        with pytest.raises(GrantsOverlap):
            granted(alice, most=9, starts_on=date(2026, 3, 5))

    def test_corrected_on_its_first_day_it_never_held(self, alice):
        agreed(alice)
        granted(alice, most=7)
        granted(alice, most=8)

        assert standing(alice).limit == 8

    def test_is_ended(self, alice):
        agreed(alice)
        row = granted(alice, most=7)
        with tenant_scope(alice.tenant_id):
            end_grant(granted=row, on=date(2026, 3, 5))
            end_grant(granted=row, on=date(2026, 3, 9))  # what ended stays ended
            db.session.commit()

        assert [row.holds_on(date(2026, 3, day)) for day in (2, 4, 5)] == [True, True, False]
        assert standing(alice, day=date(2026, 3, 5)).source == Source.PLAN

    def test_says_nothing_after_the_agreement(self, alice):
        agreed(alice)
        granted(alice, feature="integration")
        with tenant_scope(alice.tenant_id):
            agreement = Agreement.holding_on(MONDAY)
            agreement.terms[0].until = MONDAY + timedelta(days=1)
            db.session.commit()

        assert standing(alice, "integration").allowed
        assert not standing(alice, "integration", MONDAY + timedelta(days=1)).allowed

    def test_refuses_what_makes_no_sense(self, alice, bob):
        with pytest.raises(NothingToGrantOn):
            granted(alice)
        agreed(alice)
        for refusal, wrong in (
            (UnknownFeature, {"feature": "teleport"}),
            (LimitWithoutFeature, {"allowed": False, "most": 3}),
            (GrantEndsTooSoon, {"last_day": MONDAY - timedelta(days=1)}),
        ):
            with pytest.raises(refusal):
                granted(alice, **wrong)
        with pytest.raises(NotAllowed):
            granted(bob)


class TestUsing:
    def test_counts_within_the_limit_of_the_month(self, alice):
        agreed(alice)

        assert used(alice, EXPORT, 99).left == 1
        with pytest.raises(FeatureUsedUp):
            used(alice, EXPORT, 2)
        assert used(alice, EXPORT, 1).is_used_up
        with pytest.raises(FeatureUsedUp, match="All 100 of this month"):
            used(alice, EXPORT, 1)

    def test_begins_anew_with_the_month(self, alice, clock):
        agreed(alice)
        used(alice, EXPORT, 100)
        clock.set(date(2026, 3, 31))
        with pytest.raises(FeatureUsedUp):
            used(alice, EXPORT, 1)
        clock.set(date(2026, 4, 1))

        assert used(alice, EXPORT, 1).used == 1

    def test_is_refused_without_the_feature_and_counts_nothing(self, alice):
        with pytest.raises(FeatureMissing):
            used(alice, EXPORT, 1)
        with tenant_scope(alice.tenant_id):
            assert db.session.scalars(select(FeatureUsage)).all() == []

    def test_more_is_given_by_a_contract_in_the_middle_of_the_month(self, alice):
        agreed(alice)
        used(alice, EXPORT, 100)
        granted(alice, most=150)
        assert used(alice, EXPORT, 50).left == 0
        granted(alice, most=120)

        assert standing(alice).left == 0
        with pytest.raises(FeatureUsedUp):
            used(alice, EXPORT, 1)

    def test_without_a_limit_is_counted_all_the_same(self, alice):
        agreed(alice, edition=PREMIUM)

        assert used(alice, EXPORT, 1_000).used == 1_000
        assert used(alice, EXPORT, 1).left is None


class TestTheRule:
    @given(
        st.booleans(),
        st.none() | st.integers(0, 50),
        st.none()
        | st.builds(Override, st.booleans())
        | st.builds(Override, st.just(True), st.integers(0, 50)),
        st.integers(0, 100),
        st.integers(1, 10),
    )
    def test_admits_exactly_what_stays_within_the_limit(self, has, limit, said, used, times):
        granted = Granted(
            edition="x-1", name="X", features=frozenset(["f"] if has else []),
            limits={} if limit is None else {"f": limit},
            overrides={} if said is None else {"f": said}, used={"f": used},
        )  # fmt: skip
        allowed = said.allowed if said else has
        most = (said.most if said else limit) if allowed else None
        try:
            granted.of("f").admit(times)
            admitted = True
        except (FeatureMissing, FeatureUsedUp):
            admitted = False

        assert admitted == (allowed and (most is None or used + times <= most))

    def test_months_are_counted_from_their_first_day(self):
        assert month_of(date(2028, 2, 29)) == date(2028, 2, 1)
        assert counts_anew_on(date(2026, 12, 31)) == date(2027, 1, 1)

    def test_more_of_it_is_found_in_bigger_plans_only(self):
        sold = CATALOGUE.on_sale(MONDAY)
        none = Entitlement(EXPORT, False, None, 0, Source.NONE)
        some = Entitlement(EXPORT, True, 100, 100, Source.PLAN)

        assert editions_with_more(sold, none) == [BASIC, PREMIUM, ENTERPRISE]
        assert editions_with_more(sold, some) == [PREMIUM, ENTERPRISE]
        assert editions_with_more(sold, replace(some, limit=None)) == []
        assert editions_with_more([FREE], none) == []


class TestThePage:
    def test_shows_what_is_included_used_and_to_be_had(self, as_user, alice):
        agreed(alice)
        used(alice, EXPORT, 40)
        granted(alice, feature="integration")

        page = as_user(alice).get("/plan/features").text

        assert "40 of 100 used this month" in page
        assert "60 left. Counted anew from 1 April 2026." in page
        assert "By your contract" in page
        assert "You get it with:" in page
        assert f"edition={PREMIUM.key}" in page

    def test_sells_nothing_to_who_may_not_buy(self, as_user, bob):
        page = as_user(bob).get("/plan/features").text

        assert "Not included" in page
        assert "/plan/choose" not in page


class TestOverTheApi:
    def test_everything_is_told_at_once(self, api_as, alice):
        agreed(alice)
        used(alice, EXPORT, 100)

        told = api_as(alice).get("/api/v1/entitlements").json

        assert (told["plan"], told["counts_anew_on"]) == (BASIC.key, "2026-04-01")
        assert told["data"][3] == {
            "feature": EXPORT, "name": "People and seats as a file", "allowed": True,
            "usable": False, "limit": 100, "used": 100, "left": 0, "source": "plan",
        }  # fmt: skip

    def test_no_news_is_a_304(self, api_as, alice):
        program = api_as(alice)
        first = program.get("/api/v1/entitlements")
        known = {"If-None-Match": first.headers["ETag"]}

        again = program.get("/api/v1/entitlements", headers=known)
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == "private, no-cache"
        used(alice, "invoices", 1)
        assert program.get("/api/v1/entitlements", headers=known).status_code == 200

    def test_one_feature_is_asked_for(self, api_as, alice):
        program = api_as(alice)

        assert program.get("/api/v1/entitlements/features/invoices").json["limit"] == 20
        assert not program.get("/api/v1/entitlements/features/teleport").json["allowed"]

    def test_uses_are_counted(self, api_as, alice):
        program = api_as(alice)
        path = "/api/v1/entitlements/features/invoices/uses"

        assert program.post(path, json={"times": 19}).json["left"] == 1
        assert program.post(path).json["used"] == 20
        refused = program.post(path)

        assert (refused.status_code, refused.json["type"]) == (402, "/problems/feature-used-up")
        assert [plan["edition"] for plan in refused.json["plans"]] == [
            BASIC.key,
            PREMIUM.key,
            ENTERPRISE.key,
        ]
        assert refused.json["plans"][0]["fee"] == {"minor": 24900, "currency": "SEK"}
        assert refused.json["plans"][0]["cadence"] == "month"
        assert refused.json["plans"][0]["upgrade"].endswith(f"/plan/choose?edition={BASIC.key}")
        assert refused.json["plans"][2] == {
            "edition": ENTERPRISE.key, "name": "Enterprise",
            "fee": None, "cadence": None, "upgrade": None,
        }  # fmt: skip
        assert "Basic does, for SEK" in refused.json["detail"]

    def test_a_plan_sold_by_the_year_only_is_for_sale(self, alice):
        by_the_year = replace(BASIC, prices=(Price(Cadence(12), Money.sek(2_490), Money.sek(490)),))
        remedy = remedy_of(by_the_year, people=3)

        assert (remedy.cost.fee, remedy.cost.cadence) == (Money.sek(2_980), Cadence(12))
        assert not remedy.is_too_small
        assert remedy_of(ENTERPRISE, people=3).cost is None

    def test_a_plan_with_too_few_seats_says_so_and_is_not_by_quote(self, alice):
        one_size = replace(BASIC, prices=(Price(MONTHLY, Money.sek(249), None),), seat_fee=None)
        remedy = remedy_of(one_size, people=3)

        assert (remedy.cost.fee, remedy.is_too_small) == (Money.sek(249), True)

    def test_a_use_is_counted_once_however_often_it_is_sent(self, api_as, alice):
        program, key = api_as(alice), {"Idempotency-Key": "one"}
        path = "/api/v1/entitlements/features/invoices/uses"

        answers = [program.post(path, headers=key).json["used"] for _ in range(3)]

        assert answers == [1, 1, 1]

    def test_what_nobody_sells_is_forbidden(self, api_as, alice):
        refused = api_as(alice).post("/api/v1/entitlements/features/teleport/uses")

        assert (refused.status_code, refused.json["type"]) == (403, "/problems/feature-missing")
        assert refused.json["plans"] == []

    @pytest.mark.parametrize("times", [0, -1, 1_001, "2", 1.5])
    def test_uses_are_whole_and_positive(self, api_as, alice, times):
        path = "/api/v1/entitlements/features/invoices/uses"

        assert api_as(alice).post(path, json={"times": times}).status_code == 422


class TestStaff:
    def test_may_grant_on_a_contract(self, alice):
        agreed(alice)
        signe = staff_member("Signe")
        with tenant_scope(alice.tenant_id):
            row = grant(
                agreement=contract_on(today()), feature="integration", said=Override(allowed=True),
                starts_on=MONDAY, why="Pilot", by=signe, now=now(),
            )  # fmt: skip
            db.session.commit()

        assert (row.by_name, row.by_account_id) == ("Signe", signe.account_id)
        assert standing(alice, "integration").source == Source.CONTRACT
