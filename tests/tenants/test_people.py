"""The people who act for a company: who may make whom what."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from saas.dates import now
from saas.db import db
from saas.errors import NotAllowed, NotFound
from saas.scope import tenant_scope
from saas.tenants.people.actions import (
    add_person,
    change_person,
    give_seat_back,
    make_read_only,
    must_grant,
    remove_person,
)
from saas.tenants.people.models import Person
from saas.tenants.people.rules import (
    MAY,
    RANK,
    AlreadyHere,
    LastOwner,
    Permission,
    ReadOnly,
    Role,
    RoleAboveOwn,
    lets_in,
    must,
    must_rank,
)
from tests import factories

roles = st.sampled_from(Role)


class TestCharlie:
    def test_finds_nobody_of_another_company(self, alice, charlie, smithy):
        with tenant_scope(smithy.id):
            assert [person.name for person in Person.active()] == ["Charlie"]
            assert Person.with_email(alice.email) is None
            with pytest.raises(NotFound):
                Person.known_as(alice.public_id)


class TestRank:
    @given(roles, roles, roles)
    def test_nobody_touches_a_role_above_their_own(self, by, before, after):
        try:
            must_rank(by, before, after)
        except RoleAboveOwn:
            assert RANK[by] < max(RANK[before], RANK[after])
        else:
            assert RANK[by] >= max(RANK[before], RANK[after])

    @given(roles, st.sampled_from(Permission))
    def test_read_only_people_may_only_look(self, role, permission):
        try:
            must(role, permission, read_only=True)
        except ReadOnly:
            assert permission in MAY[role]
        except NotAllowed:
            assert permission not in MAY[role]
        else:
            assert permission is Permission.SEE_MONEY

    @given(roles, st.sampled_from(Permission), st.booleans())
    def test_people_are_let_in_exactly_where_they_are_not_refused(
        self, role, permission, read_only
    ):
        try:
            must(role, permission, read_only=read_only)
        except NotAllowed:
            assert not lets_in(role, permission, read_only=read_only)
        else:
            assert lets_in(role, permission, read_only=read_only)

    def test_an_administrator_makes_no_owner(self, inside, alice, bakery):
        admin = factories.person(of=bakery, name="Ada", role="admin")

        must_grant(by=admin, role=Role.ADMIN)
        with pytest.raises(RoleAboveOwn):
            must_grant(by=admin, role=Role.OWNER)
        with pytest.raises(RoleAboveOwn):
            change_person(person=alice, by=admin, role=Role.MEMBER)
        with pytest.raises(RoleAboveOwn):
            remove_person(person=alice, by=admin, now=now())

    def test_a_member_manages_nobody(self, inside, alice, bob):
        with pytest.raises(NotAllowed):
            must_grant(by=bob, role=Role.MEMBER)
        with pytest.raises(NotAllowed):
            change_person(person=bob, by=bob, role=Role.ADMIN)
        with pytest.raises(NotAllowed):
            remove_person(person=alice, by=bob, now=now())


class TestPeople:
    def test_are_added_once_per_login(self, inside, alice):
        with pytest.raises(AlreadyHere):
            add_person(account=alice.account, name="Alice", role=Role.MEMBER, now=now())

    def test_may_be_many_things_to_many_companies(self, alice, charlie, smithy):
        with tenant_scope(smithy.id):
            person = add_person(account=alice.account, name="Alice", role=Role.MEMBER, now=now())

            assert person.role is Role.MEMBER
            assert len(Person.active()) == 2

    def test_are_given_another_role_and_name(self, inside, alice, bob):
        change_person(person=bob, by=alice, role=Role.BILLING, name=" Robert ")

        assert (bob.role, bob.name) == (Role.BILLING, "Robert")
        assert bob.may(Permission.PAY)

    def test_leave_and_come_back(self, inside, alice, bob):
        remove_person(person=bob, by=alice, now=now())
        remove_person(person=bob, by=alice, now=now())
        assert [person.name for person in Person.active()] == ["Alice"]

        again = add_person(account=bob.account, name="Bob", role=Role.MEMBER, now=now())
        assert again.id != bob.id

    def test_may_leave_by_themselves(self, inside, alice, bob):
        remove_person(person=bob, by=bob, now=now())

        assert bob.removed_at is not None

    def test_look_and_act_again(self, inside, alice, bob):
        make_read_only(person=bob, now=now())
        assert not bob.may(Permission.ASK)
        with pytest.raises(ReadOnly):
            bob.must(Permission.ASK)

        give_seat_back(person=bob)
        bob.must(Permission.ASK)


class TestTheLastOwner:
    @pytest.mark.parametrize(
        "leave",
        [
            lambda alice: remove_person(person=alice, by=alice, now=now()),
            lambda alice: change_person(person=alice, by=alice, role=Role.ADMIN),
            lambda alice: make_read_only(person=alice, now=now()),
        ],
        ids=["removed", "changed", "read only"],
    )
    def test_cannot_vanish(self, inside, alice, bob, leave):
        with pytest.raises(LastOwner):
            leave(alice)

    def test_may_go_when_there_is_another(self, inside, alice, bob):
        change_person(person=bob, by=alice, role=Role.OWNER)
        remove_person(person=alice, by=alice, now=now())

        assert [person.name for person in Person.active()] == ["Bob"]

    def test_is_kept_when_two_leave_at_once(self, app, bakery, alice):
        other = factories.person(of=bakery, name="Olle", role="owner")
        together = Barrier(2)

        def leave(id_):
            with app.app_context(), tenant_scope(bakery.id):
                person = Person.find(id_)
                together.wait()
                try:
                    remove_person(person=person, by=person, now=now())
                except LastOwner:
                    db.session.rollback()
                    return "stayed"
                db.session.commit()
                return "left"

        with ThreadPoolExecutor(2) as threads:
            assert sorted(threads.map(leave, [alice.id, other.id])) == ["left", "stayed"]

    def test_another_may_leave_while_something_is_written_in_their_name(
        self, app, bakery, alice, owner_engine
    ):
        """Who has written a row that refers to an owner, and waits for a seat, holds nobody up."""
        other = factories.person(of=bakery, name="Olle", role="owner")
        with owner_engine.begin() as writer, tenant_scope(bakery.id):
            refers = text("select 1 from people where id = :id for key share")
            assert writer.scalar(refers, {"id": alice.id}) == 1
            db.session.execute(text("set local lock_timeout = '2s'"))
            remove_person(person=other, by=other, now=now())
            db.session.commit()
            assert [person.name for person in Person.active()] == ["Alice"]

    def test_is_kept_by_the_database_too(self, inside, alice):
        with pytest.raises(IntegrityError, match="a company keeps an owner"):
            db.session.execute(text("update people set removed_at = now()"))
        db.session.rollback()
