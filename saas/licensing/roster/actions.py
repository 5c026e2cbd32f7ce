"""Letting people go, and letting those in who asked."""

from __future__ import annotations

from datetime import datetime

from saas.licensing.invitations.actions import invite
from saas.licensing.invitations.models import Invitation
from saas.licensing.seats.actions import free_seat, lock_seats
from saas.licensing.seats.models import Seat
from saas.tenants.joining.actions import answer
from saas.tenants.joining.models import JoinRequest
from saas.tenants.joining.rules import JoinOutcome
from saas.tenants.people.actions import change_person, remove_person
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Role


def let_go(*, person: Person, by: Person, now: datetime) -> Person:
    """Remove a person; their seat is free, and what the company pays for stays as it is (P28).

    Raises NotAllowed, ReadOnly, RoleAboveOwn or LastOwner.
    """
    lock_seats(now)
    remove_person(person=person, by=by, now=now)
    if (seat := Seat.of(person.id)) is not None:
        free_seat(seat=seat, by=by, now=now)
    return person


def change(
    *, person: Person, by: Person, name: str | None = None, role: Role | None = None
) -> Person:
    """Give a person another name or role; the seat stays as it is, whatever the role.

    Raises NotAllowed, ReadOnly, RoleAboveOwn or LastOwner.
    """
    return change_person(person=person, by=by, name=name, role=role)


def let_in(*, join_request: JoinRequest, role: Role, by: Person, now: datetime) -> Invitation:
    """Say yes to somebody who asked to be let in: they get an invitation, which holds a seat.

    Both or neither: where there is no seat the request goes on waiting. Raises NotAllowed,
    JoinAlreadyAnswered, AlreadyHere, AlreadyInvited or SeatLimitReached.
    """
    answer(join_request=join_request, by=by, outcome=JoinOutcome.APPROVED, now=now)
    return invite(
        name=join_request.name,
        email=join_request.email,
        role=role,
        language=join_request.language,
        by=by,
        now=now,
    )


def turn_away(*, join_request: JoinRequest, by: Person, now: datetime) -> JoinRequest:
    """Say no to somebody who asked to be let in. Raises NotAllowed or JoinAlreadyAnswered."""
    return answer(join_request=join_request, by=by, outcome=JoinOutcome.DECLINED, now=now)
