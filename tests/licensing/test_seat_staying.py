"""Fewer seats than people: who stays is chosen before the day, and followed on it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from saas.dates import now, today
from saas.db import db
from saas.licensing.agreement.actions import schedule_change, withdraw_change
from saas.licensing.agreement.coming import ChangeReason
from saas.licensing.agreement.models import Agreement
from saas.licensing.agreement.rules import Timeline
from saas.licensing.invitations.actions import invite
from saas.licensing.seats.actions import entitle, hold_seat, seat_person
from saas.licensing.seats.models import seats_at, seats_that_do_not_add_up
from saas.licensing.seats.rules import FreeIsFull, Seated, SeatLimitReached, Seats, over_limit
from saas.licensing.staying.actions import choose_who_stays
from saas.licensing.staying.models import KeptSeat, chosen_to_stay, squeezes
from saas.licensing.staying.rules import (
    AnOwnerStays,
    NothingToChoose,
    NotSeated,
    Squeeze,
    Step,
    TooManyStay,
    must_do,
    steps_to_come,
)
from saas.licensing.termination.actions import give_notice, withdraw_notice
from saas.scope import all_tenants, tenant_scope
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role, RoleAboveOwn
from tests import factories
from tests.licensing.making import BASIC, agreed, terms

START = datetime(2026, 1, 1, tzinfo=UTC)
LAST_DAY = date(2026, 6, 2)
FREE_FROM = LAST_DAY + timedelta(days=1)
PEOPLE = st.lists(st.sampled_from(Role), max_size=10).map(
    lambda roles: [Seated(n, role, START + timedelta(days=n)) for n, role in enumerate(roles)]
)


@pytest.fixture
def crew(bakery, alice, bob):
    """Alice, Bob, an administrator and a second owner, on five seats, under notice."""
    ada = factories.person(of=bakery, name="Ada", role="admin")
    olle = factories.person(of=bakery, name="Olle", role="owner")
    agreed(alice, extra_seats=3)
    with tenant_scope(bakery.id):
        give_notice(by=Person.find(alice.id), now=now())
        db.session.commit()
    return {"Alice": alice, "Bob": bob, "Ada": ada, "Olle": olle}


def active():
    return [person.name for person in Person.active() if person.read_only_since is None]


def choose(by, *people, day=None):
    chosen = choose_who_stays(day=day, people=people, by=Person.find(by.id), now=now())
    db.session.commit()
    return chosen


class TestAnotherCompany:
    def test_sees_nothing_and_chooses_nobody_of_ours(self, as_user, api_as, crew, charlie):
        assert "There is room for all" in as_user(charlie).get("/people/stay").text
        assert api_as(charlie).get("/api/v1/people/stay").json == {"data": []}
        ours = {"people": [crew["Bob"].public_id]}
        assert api_as(charlie).put("/api/v1/people/stay", json=ours).status_code == 409
        with tenant_scope(crew["Alice"].tenant_id):
            assert db.session.scalars(select(KeptSeat)).all() == []

    def test_s_people_cannot_be_chosen(self, api_as, crew, charlie):
        answer = api_as(crew["Alice"]).put(
            "/api/v1/people/stay", json={"people": [charlie.public_id]}
        )
        assert (answer.status_code, answer.json["type"]) == (409, "/problems/not-seated")


class TestWhoStays:
    @settings(deadline=None)
    @given(PEOPLE, st.integers(1, 10), st.sets(st.integers(0, 12)))
    def test_those_chosen_before_others_and_an_owner_always(self, people, seats, keep):
        lost = {who.person_id for who in over_limit(people, entitled=seats, keep=keep)}
        staying = [who for who in people if who.person_id not in lost]
        owners = [who for who in people if who.role is Role.OWNER]

        assert len(staying) == min(len(people), seats)
        assert not owners or any(who.role is Role.OWNER for who in staying)
        if lost & keep:
            extra = [who for who in staying if who.person_id not in keep]
            assert len(extra) <= 1
            assert all(who.role is Role.OWNER for who in extra)

    @settings(deadline=None)
    @given(PEOPLE, st.integers(1, 10))
    def test_without_a_choice_owners_stay_before_administrators_before_others(self, people, seats):
        rank = {Role.OWNER: 0, Role.ADMIN: 1}
        lost = over_limit(people, entitled=seats)
        staying = [who for who in people if who not in lost]

        for gone in lost:
            for stays in staying:
                one, other = rank.get(stays.role, 2), rank.get(gone.role, 2)
                assert (one, stays.joined_at) < (other, gone.joined_at)


class TestTheRule:
    PEOPLE = tuple(
        Seated(n, role, START + timedelta(days=n))
        for n, role in enumerate((Role.OWNER, Role.ADMIN, Role.MEMBER, Role.OWNER))
    )
    SQUEEZE = Squeeze(Step(date(2026, 5, 1), 2, None), PEOPLE)

    def test_says_who_goes_as_things_stand(self):
        assert (self.SQUEEZE.lacking, self.SQUEEZE.staying) == (2, {0, 3})
        assert replace(self.SQUEEZE, chosen=frozenset({2, 3})).going == {0, 1}
        assert replace(self.SQUEEZE, people=self.PEOPLE[:1]).lacking == 0

    @pytest.mark.parametrize(
        ("chosen", "by", "refusal"),
        [
            ({0, 7}, Role.OWNER, NotSeated),
            ({0, 1, 2}, Role.OWNER, TooManyStay),
            ({1, 2}, Role.OWNER, AnOwnerStays),
            (set(), Role.OWNER, AnOwnerStays),
            ({0, 1}, Role.ADMIN, RoleAboveOwn),
        ],
    )
    def test_refuses_what_cannot_be_followed(self, chosen, by, refusal):
        with pytest.raises(refusal):
            must_do(self.SQUEEZE, chosen, by=by)

    def test_allows_what_can(self):
        must_do(self.SQUEEZE, {0, 1}, by=Role.OWNER)
        must_do(self.SQUEEZE, {0, 3}, by=Role.ADMIN)
        must_do(self.SQUEEZE, {3}, by=Role.ADMIN)

    def test_steps_are_where_terms_begin_and_end(self):
        line = Timeline(
            (
                terms(starts_on=date(2026, 1, 1), until=date(2026, 4, 1), extra_seats=3),
                terms(starts_on=date(2026, 4, 1), until=date(2026, 7, 1), extra_seats=1),
            )
        )
        found = list(steps_to_come(line, after=date(2026, 2, 1), free_seats=1))
        assert found == [
            Step(date(2026, 4, 1), 3, "Basic"),
            Step(date(2026, 7, 1), 1, None),
        ]
        running = Timeline((terms(starts_on=date(2026, 1, 1)),))
        assert list(steps_to_come(running, after=date(2026, 1, 1), free_seats=1)) == []

    def test_seats_never_count_below_nought(self):
        over = Seats(plan="Free", entitled=1, active=2, pending=0, sells_seats=False, is_free=True)
        assert (over.free, over.over) == (0, 1)


class TestTheDay:
    def test_undecided_the_newest_look_only_and_owners_last(self, inside, crew, clock):
        assert [s.step for s in squeezes(now())] == [Step(FREE_FROM, 1, None)]
        clock.set(LAST_DAY)
        clock.live_to(FREE_FROM)

        assert active() == ["Alice"]
        assert len(Person.active()) == 4

    def test_the_choice_is_followed(self, inside, crew, clock):
        choose(crew["Alice"], crew["Olle"].public_id)
        clock.set(LAST_DAY)
        clock.live_to(FREE_FROM)

        assert active() == ["Olle"]
        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []

    def test_also_when_somebody_has_come_and_somebody_gone(
        self, inside, bakery, as_user, crew, clock
    ):
        agreement = Agreement.holding_on(today())
        withdraw_notice(by=Person.find(crew["Alice"].id), now=now())
        day = date(2026, 4, 2)
        change = terms(BASIC, starts_on=day, extra_seats=1)
        schedule_change(agreement, change, by=crew["Alice"], now=now(), why=ChangeReason.CUSTOMER)
        db.session.commit()
        people = [crew[name].public_id for name in ("Alice", "Olle", "Bob")]
        choose(crew["Alice"], *people, day=day)

        assert as_user(crew["Alice"]).post(f"/people/{people[1]}/remove").status_code == 302
        dan = factories.person(of=bakery, name="Dan", role="admin")
        seat_person(person=Person.find(dan.id), by=Person.find(crew["Alice"].id), now=now())
        db.session.commit()
        clock.set(day - timedelta(days=1))
        clock.live_to(day)

        assert set(active()) == {"Alice", "Bob", "Ada"}
        assert seats_at(now()).entitled == 3

    def test_is_chosen_anew_until_it_comes(self, inside, crew):
        choose(crew["Alice"], crew["Olle"].public_id)
        again = choose(crew["Alice"], crew["Alice"].public_id)

        assert again.chosen == {crew["Alice"].id} == chosen_to_stay(FREE_FROM)
        assert len(db.session.scalars(select(KeptSeat)).all()) == 1

    def test_what_was_chosen_against_a_withdrawn_notice_is_void(self, inside, crew):
        choose(crew["Alice"], crew["Olle"].public_id)
        withdraw_notice(by=Person.find(crew["Alice"].id), now=now())

        assert chosen_to_stay(FREE_FROM) == frozenset()
        assert squeezes(now()) == []
        with pytest.raises(NothingToChoose):
            choose(crew["Alice"], crew["Olle"].public_id)

    def test_nobody_is_let_in_between_the_last_day_and_the_end(self, inside, crew, clock):
        clock.set(FREE_FROM)

        with pytest.raises(FreeIsFull):
            hold_seat(until=now() + timedelta(days=7), by=crew["Alice"], now=now())
        assert seats_at(now()).over == 3

    def test_nobody_is_let_in_between_the_day_of_a_change_and_its_carrying_out(
        self, inside, alice, bob, clock
    ):
        agreement = agreed(alice, extra_seats=1)
        change = terms(BASIC, starts_on=date(2026, 4, 2), extra_seats=0)
        schedule_change(agreement, change, by=alice, now=now(), why=ChangeReason.CUSTOMER)
        db.session.commit()
        hold = {"until": now() + timedelta(days=90), "by": alice}
        clock.set(date(2026, 4, 2))

        with pytest.raises(SeatLimitReached):
            hold_seat(**hold, now=now())
        withdraw_change(agreement.to_come[0], by=alice, now=now())
        hold_seat(**hold, now=now())

    def test_only_as_many_invitations_go_as_needed_the_newest_first(self, inside, alice):
        agreed(alice, extra_seats=3)
        for n in range(3):
            invite(name=f"P{n}", email=f"p{n}@x.se", role=Role.MEMBER, by=alice, now=now())
        entitle(seats=3, by=alice, now=now())

        assert (seats_at(now()).active, seats_at(now()).pending) == (1, 2)


class TestThePage:
    def test_lists_everybody_and_ticks_as_the_rule_says(self, as_user, crew):
        page = as_user(crew["Alice"]).get("/people/stay").text

        assert all(f">{name}</label>" in page for name in crew)
        assert page.count(" checked") == 1
        assert "Nothing is chosen yet" in page
        assert "Choose at most 1." in page

    def test_keeps_the_choice(self, as_user, crew):
        browser = as_user(crew["Alice"])
        sent = {"people": [crew["Olle"].public_id], "day": FREE_FROM.isoformat()}

        answer = browser.post("/people/stay", sent)
        assert answer.status_code == 302
        page = browser.get(answer.location).text
        assert "Your choice is kept." in page
        assert f'value="{crew["Olle"].public_id}" checked' in page

    def test_says_what_is_wrong_and_keeps_the_ticks(self, as_user, crew):
        browser = as_user(crew["Alice"])
        both = [crew["Olle"].public_id, crew["Alice"].public_id]

        page = browser.post("/people/stay", {"people": both, "day": FREE_FROM.isoformat()})
        assert page.status_code == 409
        assert "You have chosen 2 people" in page.text
        assert page.text.count(" checked") == 2
        page = browser.post("/people/stay", {"people": [crew["Bob"].public_id]})
        assert "An owner has to stay" in page.text
        assert browser.post("/people/stay", {}).status_code == 422
        assert browser.get("/people/stay?day=x").status_code == 200
        assert "There is room for all" in browser.get("/people/stay?day=2030-01-01").text

    def test_is_a_next_step_on_the_pages_of_people_and_plan(self, as_user, crew):
        browser = as_user(crew["Alice"])
        for page in ("/people", "/plan"):
            assert "Choose who keeps a seat" in browser.get(page).text
        with tenant_scope(crew["Alice"].tenant_id):
            choose(crew["Alice"], crew["Alice"].public_id)
        assert "You have chosen who keeps a seat" in browser.get("/people").text

    def test_is_not_for_members(self, as_user, api_as, crew):
        assert as_user(crew["Bob"]).get("/people/stay").status_code == 403
        assert api_as(crew["Bob"]).get("/api/v1/people/stay").status_code == 403
        bob = crew["Bob"]
        choice = {"people": [bob.public_id]}
        assert api_as(bob).put("/api/v1/people/stay", json=choice).status_code == 403

    def test_after_the_day_the_page_says_something_true(self, as_user, crew, clock):
        clock.set(FREE_FROM)

        assert "There are fewer seats since today." in as_user(crew["Alice"]).get("/people").text

    def test_over_the_api(self, api_as, crew):
        program, path = api_as(crew["Ada"]), "/api/v1/people/stay"

        (squeeze,) = program.get(path).json["data"]
        assert (squeeze["day"], squeeze["seats"], squeeze["lacking"]) == ("2026-06-03", 1, 3)
        assert squeeze["decided"] is False
        chosen = program.put(path, json={"people": [crew["Olle"].public_id]}).json
        assert chosen["staying"] == [crew["Olle"].public_id]
        assert len(chosen["going"]) == 3


class TestTheLetter:
    def test_comes_before_the_day_and_names_who_would_go(self, crew, clock, mails):
        clock.set(LAST_DAY - timedelta(days=14))
        clock.live_to(LAST_DAY - timedelta(days=13))

        letters = [m for m in mails() if "has fewer seats than people" in m.subject]
        assert {m.recipient for m in letters} == {
            crew[name].email for name in ("Alice", "Ada", "Olle")
        }
        assert "Bob" in letters[0].body
        assert "You have not chosen" in letters[0].body
        with tenant_scope(crew["Alice"].tenant_id):
            choose(crew["Alice"], crew["Olle"].public_id)
        clock.set(FREE_FROM - timedelta(days=4))
        clock.live_to(FREE_FROM - timedelta(days=3))
        letters = [m for m in mails() if "has fewer seats than people" in m.subject]
        assert len(letters) == 6
        assert "As you have chosen" in letters[-1].body

    def test_does_not_come_where_there_is_room(self, alice, clock, mails):
        agreed(alice)
        with tenant_scope(alice.tenant_id):
            give_notice(by=Person.find(alice.id), now=now())
            db.session.commit()
        clock.set(LAST_DAY - timedelta(days=14))
        clock.live_to(LAST_DAY - timedelta(days=13))

        assert [m for m in mails() if "has fewer seats than people" in m.subject] == []
