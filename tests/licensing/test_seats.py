"""Taking and freeing seats, one after another."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError

from saas.dates import now
from saas.db import db
from saas.licensing.seats.actions import (
    entitle,
    free_expired,
    free_seat,
    hold_seat,
    seat_guest,
    seat_person,
)
from saas.licensing.seats.jobs import count_seats
from saas.licensing.seats.models import (
    Seat,
    SeatCount,
    SeatDeed,
    SeatEntry,
    seats_at,
    seats_that_do_not_add_up,
)
from saas.licensing.seats.rules import SeatLimitReached
from saas.scope import all_tenants, tenant_scope
from saas.tenants.events import CompanyRegistered
from tests import factories
from tests.licensing.making import agreed

WEEK = timedelta(days=7)


def hold(by):
    return hold_seat(until=now() + WEEK, by=by, now=now())


def deeds():
    return list(db.session.scalars(select(SeatEntry.deed).order_by(SeatEntry.id)))


class TestAnotherCompany:
    def test_counts_its_own_seats(self, alice, charlie):
        agreed(alice, extra_seats=3)

        with tenant_scope(charlie.tenant_id):
            assert (seats_at(now()).used, seats_at(now()).entitled) == (1, 1)
            with pytest.raises(SeatLimitReached):
                hold(charlie)
            assert db.session.scalars(select(Seat)).all() == []


class TestTaking:
    def test_on_free_only_the_owner_sits(self, inside, alice):
        assert (seats_at(now()).used, seats_at(now()).entitled) == (1, 1)
        with pytest.raises(SeatLimitReached, match="Upgrade"):
            hold(alice)

    def test_counts_the_people_who_were_there_first(self, inside, alice, bob):
        agreed(alice)

        with pytest.raises(SeatLimitReached, match="All 2 seats of Basic"):
            hold(alice)

    def test_a_held_seat_is_nobody_else_s(self, inside, alice):
        agreed(alice)
        hold(alice)

        assert (seats_at(now()).active, seats_at(now()).pending, seats_at(now()).free) == (1, 1, 0)
        with pytest.raises(SeatLimitReached):
            hold(alice)

    def test_a_held_seat_expires_by_itself(self, inside, alice):
        agreed(alice)
        hold_seat(until=now() + WEEK, by=alice, now=now())
        later = now() + WEEK

        assert seats_at(later).free == 1
        hold_seat(until=later + WEEK, by=alice, now=later)
        assert deeds()[-2:] == [SeatDeed.EXPIRED, SeatDeed.HELD]

    def test_a_guest_takes_the_seat_held_for_them_even_when_full(self, inside, alice, bakery):
        agreed(alice)
        seat = hold(alice)
        guest = factories.person(of=bakery, name="Bob", role="member")

        assert seat_guest(seat_id=seat.id, person=guest, now=now())
        assert seats_at(now()).active == 2
        assert not seat_guest(seat_id=seat.id, person=guest, now=now())

    def test_a_guest_who_got_a_seat_another_way_gives_the_held_one_back(self, inside, alice, bob):
        agreed(alice, extra_seats=2)
        seat = hold(alice)
        seat_person(person=bob, by=alice, now=now())

        assert seat_guest(seat_id=seat.id, person=bob, now=now())
        assert (seats_at(now()).active, seats_at(now()).pending) == (2, 0)

    def test_a_guest_comes_too_late(self, inside, alice, bakery):
        agreed(alice)
        seat = hold(alice)
        guest = factories.person(of=bakery, name="Bob", role="member")

        assert not seat_guest(seat_id=seat.id, person=guest, now=now() + WEEK)

    def test_giving_a_seat_twice_takes_one(self, inside, alice, bob):
        agreed(alice, extra_seats=1)
        first = seat_person(person=bob, by=alice, now=now())

        assert seat_person(person=bob, by=alice, now=now()) == first
        assert seats_at(now()).active == 2


class TestFreeing:
    def test_a_freed_seat_can_be_taken(self, inside, alice):
        agreed(alice)
        seat = hold(alice)
        free_seat(seat=seat, by=alice, now=now())

        assert hold(alice).id != seat.id

    def test_expired_holds_are_freed_once(self, inside, alice):
        agreed(alice, extra_seats=2)
        hold(alice)
        hold(alice)

        assert free_expired(now=now()) == 0
        assert free_expired(now=now() + WEEK) == 2
        assert free_expired(now=now() + WEEK) == 0
        assert db.session.scalar(select(SeatCount.taken)) == 1


class TestFewerSeatsThanPeople:
    @pytest.fixture
    def crew(self, bakery, alice, clock):
        """Alice, an administrator and two members, on four seats."""
        people = [
            factories.person(of=bakery, name=name, role=role)
            for name, role in [("Ada", "admin"), ("Bo", "member"), ("Cy", "member")]
        ]
        agreed(alice, extra_seats=3)
        return people

    def test_the_newest_may_only_look_and_nobody_is_deleted(self, inside, alice, crew):
        hold(alice)
        entitle(seats=3, by=None, now=now())

        assert [p.name for p in (alice, *crew) if p.read_only_since is None] == [
            "Alice",
            "Ada",
            "Bo",
        ]
        assert all(person.removed_at is None for person in crew)
        assert (seats_at_count().taken, seats_at_count().entitled) == (3, 3)

    def test_on_free_the_owner_stays(self, inside, alice, crew):
        entitle(seats=1, by=None, now=now())

        assert [p.name for p in (alice, *crew) if p.read_only_since is None] == ["Alice"]

    def test_who_may_only_look_gets_the_seat_back_when_there_is_one(self, inside, alice, crew):
        entitle(seats=1, by=None, now=now())
        with pytest.raises(SeatLimitReached):
            seat_person(person=crew[1], by=alice, now=now())
        entitle(seats=2, by=None, now=now())

        seat_person(person=crew[1], by=alice, now=now())

        assert crew[1].read_only_since is None

    def test_the_ledger_tells_the_whole_story(self, inside, alice, crew):
        hold(alice)
        entitle(seats=1, by=None, now=now())
        entitle(seats=9, by=alice, now=now())
        db.session.commit()

        with all_tenants(because="a test proves every seat"):
            assert seats_that_do_not_add_up() == []


def seats_at_count():
    return db.session.scalars(select(SeatCount)).one()


class TestTheDatabase:
    def test_never_holds_more_taken_than_entitled(self, inside, alice):
        agreed(alice)

        with pytest.raises(IntegrityError, match="seats_taken_within_entitled"):
            db.session.execute(update(SeatCount).values(taken=3))

    def test_never_edits_the_ledger(self, inside, alice, owner_engine):
        agreed(alice)

        with owner_engine.connect() as owner:
            owner.execute(text("set local session_replication_role = origin"))
            with pytest.raises(IntegrityError, match="never edited"):
                owner.execute(text("update seat_ledger set taken = 0"))

    def test_a_count_that_lies_is_found(self, inside, alice):
        agreed(alice)
        db.session.execute(update(SeatCount).values(taken=2))
        db.session.commit()

        with all_tenants(because="a test proves every seat"):
            (found,) = seats_that_do_not_add_up()
        assert (found["taken"], found["rows"], found["taken_by_ledger"]) == (2, 1, 1)


class TestANewCompany:
    def test_has_its_seats_counted_once(self, inside, alice):
        for _ in range(2):
            count_seats(CompanyRegistered(alice.id))

        assert deeds() == [SeatDeed.OPENED]
        assert (seats_at_count().taken, seats_at_count().entitled) == (1, 1)
