"""Asking in everybody on a list: all of them, or the first that there are seats for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from saas.db import db
from saas.errors import Refusal
from saas.licensing.guest_list.rules import (
    Fault,
    ListHasFaults,
    NoList,
    SeatsLackForList,
    must_be_bounded,
    written_twice,
)
from saas.licensing.invitations.actions import invite
from saas.licensing.invitations.models import Invitation
from saas.licensing.invitations.rules import AlreadyInvited
from saas.licensing.seats.actions import free_expired, lock_seats
from saas.licensing.seats.models import seats_at
from saas.tenants.accounts.models import Account
from saas.tenants.people.models import Person
from saas.tenants.people.rules import AlreadyHere, Permission, Role, RoleAboveOwn, must_rank


@dataclass(frozen=True, slots=True)
class Listed:
    """Somebody on the list, and the row they stand in. `language` is "sv", "en" or not known."""

    number: int
    name: str
    email: str
    role: Role
    language: str | None = None


def faults_of(listed: Sequence[Listed], *, by: Person, now: datetime) -> list[Fault]:
    """What stands in the way of the rows, seats aside; by row. Raises NotAllowed or ReadOnly."""
    by.must(Permission.MANAGE_PEOPLE)
    emails = {row.email for row in listed}
    here = set(
        db.session.scalars(
            select(Account.email)
            .join(Person, Person.account_id == Account.id)
            .where(Person.removed_at.is_(None), Account.email.in_(emails))
        )
    )
    invited = {each.email for each in Invitation.open() if each.expires_at > now}
    faults = written_twice([(row.number, row.email) for row in listed])
    for row in listed:
        if row.email in here:
            faults.append(_fault(row, AlreadyHere()))
        elif row.email in invited:
            faults.append(_fault(row, AlreadyInvited()))
        try:
            must_rank(by.role, row.role)
        except RoleAboveOwn as refusal:
            faults.append(_fault(row, refusal))
    return sorted(faults, key=lambda fault: fault.number)


def invite_all(
    *, listed: Sequence[Listed], only_first: bool, by: Person, now: datetime
) -> list[Invitation]:
    """Ask in everybody on the list, or nobody; with `only_first` the first there are seats for.

    Each holds a seat and gets a letter. Raises NotAllowed, ReadOnly, NoList, ListTooLong,
    ListHasFaults or SeatsLackForList.
    """
    by.must(Permission.MANAGE_PEOPLE)
    must_be_bounded(listed)
    if not listed:
        raise NoList
    lock_seats(now)
    free_expired(now=now)
    if faults := faults_of(listed, by=by, now=now):
        raise ListHasFaults(len({fault.number for fault in faults}))
    free = seats_at(now).free
    if len(listed) > free and not (only_first and free):
        raise SeatsLackForList(len(listed), free)
    return [
        invite(
            name=row.name,
            email=row.email,
            role=row.role,
            language=row.language,
            by=by,
            now=now,
        )
        for row in listed[:free]
    ]


def _fault(row: Listed, refusal: Refusal) -> Fault:
    return Fault(row.number, refusal.field, refusal.text)
