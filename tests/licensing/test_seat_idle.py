"""Seats that are paid for and not used: found, told of once a month, given up with a click."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from saas.dates import clock_time, now, today
from saas.db import db
from saas.licensing.events import IdleSeatsSought
from saas.licensing.idle_seats.actions import AlreadyTold, note_use, tell
from saas.licensing.idle_seats.jobs import tell_of_idle_seats
from saas.licensing.idle_seats.models import IdleNotice, idleness
from saas.licensing.idle_seats.rules import Idleness, SeatUse, idle, month_of
from saas.licensing.seats.actions import seat_person
from saas.licensing.seats.models import Seat
from saas.money import Money
from saas.scope import tenant_scope
from saas.web.session_rows import StoredSession
from tests import factories
from tests.licensing.making import agreed

START = date(2026, 3, 2)


@pytest.fixture
def seen(database):
    """Notes that somebody is logged in and was seen so long ago, by the world's clock."""

    def note(person, ago=timedelta()):
        db.session.add(
            StoredSession(
                token_hash=person.public_id.encode() + str(ago).encode(),
                account_id=person.account_id,
                acting_for=person.tenant_id,
                data={},
                agent="",
                address="",
                created_at=clock_time() - ago,
                seen_at=clock_time() - ago,
                expires_at=clock_time() + timedelta(days=14),
            )
        )
        db.session.commit()

    return note


@pytest.fixture
def crew(bakery, alice, bob):
    """Alice, Bob and Cia on five seats, of which three are bought."""
    cia = factories.person(of=bakery, name="Cia", role="member")
    agreed(alice, extra_seats=3)
    return [alice, bob, cia]


def names():
    return [use.name for use in idleness(now()).people]


class TestAnotherCompany:
    def test_s_seats_are_its_own_affair(self, as_user, api_as, crew, charlie, clock):
        agreed(charlie, extra_seats=1)
        clock.set(START + timedelta(days=61))

        assert api_as(charlie).get("/api/v1/people/idle").json["data"] == []
        assert "Bob" not in as_user(charlie).get("/people/idle").text


class TestTheRule:
    @settings(deadline=None)
    @given(st.lists(st.integers(0, 200), max_size=10))
    def test_sixty_days_unseen_is_idle(self, days):
        uses = [
            SeatUse(person=str(n), name=str(n), email="", last_used=START - timedelta(days=ago))
            for n, ago in enumerate(days)
        ]
        found = idle(uses, today=START)

        assert sorted((START - use.last_used).days for use in found) == sorted(
            ago for ago in days if ago >= 60
        )
        assert [use.last_used for use in found] == sorted(use.last_used for use in found)

    def test_only_bought_seats_can_be_given_up(self):
        use = SeatUse(person="p", name="Bo", email="", last_used=START)
        found = Idleness(people=(use, use), spare=4, extra_seats=5, price=Money(4900))

        assert (found.reducible_now, found.cost_now) == (4, Money(19600))
        assert (found.reducible, found.cost) == (5, Money(24500))
        assert month_of(START) == date(2026, 3, 1)


class TestNotingUse:
    def test_what_a_session_tells_outlives_it(self, inside, crew, seen, clock):
        clock.set(START + timedelta(days=30))
        seen(crew[1], ago=timedelta(minutes=1))
        note_use(now=now())
        db.session.execute(db.delete(StoredSession))
        db.session.commit()

        clock.set(START + timedelta(days=61))
        assert names() == ["Alice", "Cia"]
        clock.set(START + timedelta(days=91))
        assert names() == ["Alice", "Cia", "Bob"]

    def test_the_same_sight_is_not_noted_twice(self, inside, crew, seen, clock):
        seen(crew[1])
        note_use(now=now())
        clock.set(START + timedelta(days=50))
        note_use(now=now())

        assert db.session.scalar(select(Seat.used_on).where(Seat.used_on.is_not(None))) == START

    def test_somebody_seen_since_is_here(self, inside, crew, seen, clock):
        clock.set(START + timedelta(days=61))
        seen(crew[2])

        assert names() == ["Alice", "Bob"]

    def test_a_seat_just_taken_is_not_idle(self, inside, bakery, crew, clock):
        clock.set(START + timedelta(days=61))
        dan = factories.person(of=bakery, name="Dan", role="member")
        seat_person(person=dan, by=crew[0], now=now())
        db.session.commit()

        assert "Dan" not in names()

    def test_without_bought_seats_there_is_nothing_to_give_up(self, inside, alice, bob, clock):
        assert idleness(now()) is None
        agreed(alice)
        clock.set(START + timedelta(days=90))
        assert idleness(now()) is None


class TestTheNotice:
    def test_comes_on_the_first_of_a_month_and_names_the_saving(self, crew, clock, mails):
        clock.set(date(2026, 4, 30))
        clock.live_to(date(2026, 5, 1))

        (letter,) = [m for m in mails() if "nobody has used" in m.subject]
        assert letter.recipient == crew[0].email
        assert "Bob" in letter.body
        assert "With 3 seats fewer you would pay SEK\N{NO-BREAK SPACE}147.00 less" in letter.body
        assert "/people/idle" in letter.body

    def test_comes_once_a_month_whoever_asks(self, inside, crew, clock, mails):
        clock.set(date(2026, 5, 1))
        for _ in range(2):
            tell_of_idle_seats(IdleSeatsSought(today()))
            db.session.commit()

        assert len([m for m in mails() if "nobody has used" in m.subject]) == 1
        with pytest.raises(AlreadyTold):
            tell(now=now())
        assert len(db.session.scalars(select(IdleNotice)).all()) == 1

    def test_does_not_come_while_everybody_is_here(self, crew, seen, clock, mails):
        clock.set(date(2026, 4, 30))
        for person in crew:
            seen(person)
        clock.live_to(date(2026, 5, 1))

        assert [m for m in mails() if "nobody has used" in m.subject] == []


class TestThePage:
    def test_shows_who_and_what_it_costs_and_removes_with_a_click(
        self, as_user, api_as, crew, clock
    ):
        alice, bob, _cia = crew
        clock.set(START + timedelta(days=61))
        browser = as_user(alice)

        page = browser.get("/people/idle").text
        assert "Give up 2 seats" in page
        assert "extra_seats=1" in page
        assert f"/people/{bob.public_id}/remove" in page
        assert browser.post(f"/people/{bob.public_id}/remove").status_code == 302
        told = api_as(alice).get("/api/v1/people/idle").json
        assert [use["name"] for use in told["data"]] == ["Cia"]
        assert (told["reducible"], told["cost"]["minor"]) == (3, 14700)

    def test_says_so_where_no_seats_are_bought(self, as_user, api_as, alice):
        assert "No bought seats" in as_user(alice).get("/people/idle").text
        assert api_as(alice).get("/api/v1/people/idle").json["cost"] is None

    def test_says_so_where_everybody_is_here(self, as_user, crew):
        assert "Everybody with a seat" in as_user(crew[0]).get("/people/idle").text

    def test_is_not_for_members(self, as_user, api_as, crew):
        assert as_user(crew[1]).get("/people/idle").status_code == 403
        assert api_as(crew[1]).get("/api/v1/people/idle").status_code == 403

    def test_is_noted_for_every_company_with_an_agreement(self, crew, charlie, seen, clock):
        clock.set(date(2026, 3, 8))
        seen(crew[1])
        clock.live_to(date(2026, 3, 9))

        with tenant_scope(crew[0].tenant_id):
            noted = db.session.scalar(select(Seat.used_on).where(Seat.used_on.is_not(None)))
        assert noted == date(2026, 3, 9)
