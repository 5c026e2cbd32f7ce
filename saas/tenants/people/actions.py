"""Letting a person in, changing what they are, and out again.

Reached through `licensing.seats`, which counts seats, and once per company through its
registration.
"""

from __future__ import annotations

from datetime import datetime

from saas.db import db, refused_by
from saas.outbox import announce
from saas.tenants.accounts.models import Account
from saas.tenants.events import (
    PersonAdded,
    PersonChanged,
    PersonGivenSeatBack,
    PersonMadeReadOnly,
    PersonRemoved,
)
from saas.tenants.people.models import Person
from saas.tenants.people.rules import AlreadyHere, LastOwner, Permission, Role, must_rank


def add_person(*, account: Account, name: str, role: Role, now: datetime) -> Person:
    """Let the login `account` act for the company in scope, from now on.

    Whether the one who lets in may grant `role` was decided when they offered it (`must_grant`).
    Raises AlreadyHere.
    """
    person = Person(account_id=account.id, name=name.strip(), role=role, joined_at=now)
    with refused_by("one_person_per_account_and_company", AlreadyHere()):
        db.session.add(person)
    announce(PersonAdded(person.id, role.value))
    return person


def must_grant(*, by: Person, role: Role) -> None:
    """Refuse to offer anybody `role`. Raises NotAllowed, ReadOnly or RoleAboveOwn."""
    by.must(Permission.MANAGE_PEOPLE)
    must_rank(by.role, role)


def change_person(
    *, person: Person, by: Person, name: str | None = None, role: Role | None = None
) -> Person:
    """Give a person another name or role. Raises NotAllowed, RoleAboveOwn or LastOwner."""
    by.must(Permission.MANAGE_PEOPLE)
    role = role or person.role
    must_rank(by.role, person.role, role)
    if role is not Role.OWNER:
        _must_leave_an_owner(person)
    person.role = role
    person.name = (name or person.name).strip()
    db.session.flush()
    announce(PersonChanged(person.id, role.value, by.id))
    return person


def make_owner(*, person: Person) -> Person:
    """Make a person of the company an owner, where nobody there can: our staff has decided.

    Their seat is given by who counts seats.
    """
    if person.role is not Role.OWNER:
        person.role = Role.OWNER
        db.session.flush()
        announce(PersonChanged(person.id, Role.OWNER.value, person.id))
    return person


def remove_person(*, person: Person, by: Person, now: datetime) -> Person:
    """Let a person act for the company no longer. The row stays: what they did is theirs.

    Anybody may remove themselves. Raises NotAllowed, RoleAboveOwn or LastOwner.
    """
    if person.id != by.id:
        by.must(Permission.MANAGE_PEOPLE)
        must_rank(by.role, person.role)
    _must_leave_an_owner(person)
    if person.removed_at is None:
        person.removed_at = now
        db.session.flush()
        announce(PersonRemoved(person.id, by.id))
    return person


def make_read_only(*, person: Person, now: datetime) -> Person:
    """Take a person's seat: they may look, and change nothing. Raises LastOwner."""
    _must_leave_an_owner(person)
    if person.read_only_since is None:
        person.read_only_since = now
        db.session.flush()
        announce(PersonMadeReadOnly(person.id))
    return person


def give_seat_back(*, person: Person) -> Person:
    """Let a person who could only look act again; the seat was counted before."""
    if person.read_only_since is not None:
        person.read_only_since = None
        db.session.flush()
        announce(PersonGivenSeatBack(person.id))
    return person


def _must_leave_an_owner(person: Person) -> None:
    """Refuse what would leave no owner who can act, also when two try at once."""
    owners = Person.owners_locked()
    if [owner.id for owner in owners] == [person.id]:
        raise LastOwner
