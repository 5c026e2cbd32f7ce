"""Price increases: announced ahead, shown, charged from a period's start, and left in time."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement, current_terms
from saas.licensing.catalogue.actions import store_catalogue
from saas.licensing.catalogue.writing import written
from saas.licensing.change.actions import change_plan, preview_change, withdraw_coming
from saas.licensing.plans.rules import Cadence, NoticeKind, NoticePolicy
from saas.licensing.price_increases.actions import announce_increase, preview_increase
from saas.licensing.price_increases.rules import Held, first_day_at, increase, moved_to
from saas.licensing.termination.actions import give_notice
from saas.licensing.termination.rules import last_day_under
from saas.money import Money
from saas.scope import tenant_scope
from tests.helpcenter.making import staff_member
from tests.licensing.making import BASIC, CATALOGUE, ENTERPRISE, FREE, PREMIUM, agreed, terms

NEWER = date(2026, 3, 3)
DEARER = replace(
    BASIC,
    edition="2026b",
    sold_from=NEWER,
    monthly_fee=Money.sek(299),
    seat_fee=Money.sek(59),
    prices=(),
)
WITH_DEARER = replace(CATALOGUE, editions=(FREE, BASIC, DEARER, PREMIUM, ENTERPRISE))
HELD = Held(
    tenant_id=2,
    agreement_id=1,
    company="Bageriet",
    customer_number="100002",
    terms=terms(BASIC, starts_on=date(2026, 3, 2), extra_seats=2),
    last_day=None,
    is_announced=False,
)


@pytest.fixture(autouse=True)
def _forgotten(app, database):
    """The list a test has stored is nobody else's."""
    yield
    app.extensions.pop("catalogue", None)


@pytest.fixture
def dearer(inside, alice, charlie, clock):
    """Alice and Charlie bought Basic; from the next day a dearer edition is sold."""
    agreed(alice, extra_seats=2)
    agreed(charlie)
    store_catalogue(contents=written(WITH_DEARER), effective_from=NEWER, by="Signe", now=now())
    db.session.commit()
    clock.set(NEWER)


def announced(tell_all):
    found = preview_increase(edition=BASIC.key, days_ahead=30, today=today())
    announce_increase(edition=BASIC.key, days_ahead=30, shown=found.fingerprint, now=now())
    tell_all()
    return found


def coming():
    agreement = Agreement.holding_on(today())
    return [c for c in agreement.to_come if c.why is ChangeReason.PRICE_INCREASE]


def move(**changed):
    held = replace(HELD, **changed)
    (found,) = increase(
        [held], old=BASIC, new=DEARER, announced_on=date(2026, 3, 3), days_ahead=30
    ).moves
    return found


class TestRules:
    def test_it_holds_from_the_first_period_after_a_notice_given_in_time(self):
        # 3 March and 30 days is 2 April; three months' notice then ends on 2 July.
        assert first_day_at(HELD.terms, announced_on=date(2026, 3, 3), days_ahead=30) == date(
            2026, 8, 2
        )

    @given(
        st.dates(date(2026, 1, 1), date(2028, 12, 31)),
        st.integers(0, 900),
        st.integers(30, 365),
        st.sampled_from([Cadence(1), Cadence(12)]),
    )
    def test_who_gives_notice_in_time_never_pays_it(self, starts_on, later, ahead, cadence):
        held = terms(BASIC, starts_on=starts_on, cadence=cadence)
        on = date.fromordinal(starts_on.toordinal() + later)
        first = first_day_at(held, announced_on=on, days_ahead=ahead)

        assert held.period_of(first).starts_on == first
        for day in range(ahead + 1):
            received_on = date.fromordinal(on.toordinal() + day)
            assert last_day_under(held, received_on=received_on) < first

    def test_seats_and_periods_stay(self):
        becomes = move().becomes

        assert (becomes.fee, becomes.seat_fee) == (Money.sek(299), Money.sek(59))
        assert (becomes.extra_seats, becomes.anchor) == (2, HELD.terms.anchor)

    @pytest.mark.parametrize(
        ("changed", "why"),
        [
            ({"last_day": date(2026, 6, 2)}, "It ends before."),
            ({"is_announced": True}, "A new price is announced already."),
            (
                {"terms": terms(BASIC, starts_on=date(2026, 3, 2), cadence=Cadence(12))},
                "The newer edition is not sold with its billing periods.",
            ),
            (
                {"terms": replace(HELD.terms, fee=Money.sek(199))},
                "It has a price of its own.",
            ),
            (
                {"terms": replace(HELD.terms, notice=NoticePolicy(NoticeKind.CONTRACT))},
                "It has a contract of its own.",
            ),
        ],
    )
    def test_who_stays_is_told_why(self, changed, why):
        found = move(**changed)

        assert (found.becomes, str(found.stays)) == (None, why)

    def test_one_that_leaves_after_is_moved_until_then(self):
        assert move(last_day=date(2026, 12, 31)).becomes

    def test_binding_and_renewal_stay(self):
        bound = replace(HELD.terms, bound_until=date(2027, 3, 1), renews_months=12)

        assert moved_to(DEARER, bound, starts_on=date(2027, 3, 2)).renews_months == 12


class TestAnotherCompany:
    def test_is_told_of_its_own_only(
        self, as_user, api_as, dearer, alice, charlie, tell_all, mails
    ):
        announced(tell_all)

        told = [mail for mail in mails() if "New price" in mail.subject]
        assert {mail.recipient for mail in told} == {alice.email, charlie.email}
        assert as_user(charlie).get("/staff/price-changes").status_code == 404
        wanted = {"edition": BASIC.key}
        answer = api_as(charlie).post("/api/v1/staff/price-changes/preview", json=wanted)
        assert answer.status_code == 404


class TestAnnouncing:
    def test_reaches_every_agreement_once(self, dearer, alice, tell_all):
        found = announced(tell_all)

        assert (len(found.moved), found.yearly_before, found.yearly) == (
            2,
            Money.sek(12 * (249 + 98 + 249)),
            Money.sek(12 * (299 + 118 + 299)),
        )
        (change,) = coming()
        assert (change.starts_on, change.edition) == (date(2026, 8, 2), DEARER.key)
        assert current_terms(today()).fee == BASIC.monthly_fee

    def test_is_charged_from_its_day(self, dearer, alice, tell_all, clock):
        announced(tell_all)
        clock.set(date(2026, 8, 1))
        clock.live_to(date(2026, 8, 2))

        assert current_terms(today()).fee == Money.sek(299)

    def test_more_seats_meanwhile_are_at_the_old_price_and_then_the_new(
        self, dearer, alice, tell_all
    ):
        announced(tell_all)
        wanted = {"edition_key": BASIC.key, "extra_seats": 4}
        shown = preview_change(**wanted, by=alice, now=now())
        change_plan(**wanted, shown=shown.fingerprint, by=alice, now=now())

        (change,) = coming()
        assert (change.extra_seats, change.seat_fee_minor) == (4, 5900)
        assert current_terms(today()).seat_fee == BASIC.seat_fee

    def test_fewer_seats_that_are_withdrawn_again_leave_it_as_it_was(self, dearer, alice, tell_all):
        announced(tell_all)
        wanted = {"edition_key": BASIC.key, "extra_seats": 0}
        shown = preview_change(**wanted, by=alice, now=now())
        change_plan(**wanted, shown=shown.fingerprint, by=alice, now=now())
        assert coming()[0].extra_seats == 0
        withdraw_coming(by=alice, now=now())

        assert coming()[0].extra_seats == 2

    def test_another_plan_makes_it_moot(self, dearer, alice, tell_all):
        announced(tell_all)
        wanted = {"edition_key": PREMIUM.key, "extra_seats": 2}
        shown = preview_change(**wanted, by=alice, now=now())
        change_plan(**wanted, shown=shown.fingerprint, by=alice, now=now())

        assert coming() == []

    def test_who_gives_notice_in_time_never_pays_it(self, dearer, alice, tell_all, clock):
        announced(tell_all)
        clock.set(date(2026, 4, 2))
        give_notice(by=alice, now=now())
        db.session.commit()
        clock.set(date(2026, 8, 2))
        clock.live_to(date(2026, 8, 3))

        with tenant_scope(alice.tenant_id):
            assert current_terms(today()) is None


def token_on(page):
    return re.search(r'name="token" value="([^"]+)"', page.text)[1]


class TestTheStaffsDoor:
    def test_shows_whom_it_reaches_and_announces_that(self, as_user, dearer, tell_all):
        desk = as_user(staff_member("Signe"))
        assert BASIC.key in desk.get("/staff/price-changes").text
        order = {"edition": BASIC.key, "days_ahead": "30"}
        wrong = desk.post("/staff/price-changes", order | {"days_ahead": "3"})
        assert wrong.status_code == 422
        check = desk.post("/staff/price-changes", order).location
        page = desk.get(check)
        assert "2 August 2026" in page.text
        token = token_on(page)

        bare = preview_increase(edition=BASIC.key, days_ahead=30, today=today()).fingerprint
        db.session.commit()
        later = token_on(desk.get(check.replace("30", "31")))
        for other in ("0" * 64, bare, later):
            refused = desk.post(check, {"token": other})
            assert refused.status_code == 409
            assert token_on(refused)
        assert desk.post(check, {"token": token}).location.endswith("announced=2")
        assert desk.get("/staff/price-changes/check").location == "/staff/price-changes"
        tell_all()
        again = desk.post("/staff/price-changes", order)
        assert again.status_code == 409

    def test_and_over_the_api(self, api_as, as_user, dearer, alice, tell_all):
        program = api_as(staff_member("Signe"))
        shown = program.post(
            "/api/v1/staff/price-changes/preview", json={"edition": BASIC.key}
        ).json
        assert [row["starts_on"] for row in shown["data"]] == ["2026-08-02", "2026-08-02"]
        made = program.post(
            "/api/v1/staff/price-changes", json={"edition": BASIC.key, "token": shown["token"]}
        )

        assert (made.status_code, made.json) == (201, {"agreements": 2})
        tell_all()
        assert "2 August 2026" in as_user(alice).get("/plan").text

    def test_an_edition_without_a_successor_is_not_moved(self, api_as, dearer):
        answer = api_as(staff_member("Signe")).post(
            "/api/v1/staff/price-changes/preview", json={"edition": PREMIUM.key}
        )

        assert answer.json["type"] == "/problems/no-such-plan"
