"""Doing what the form asks for: at once for one who may, after approval for one who may not."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from saas.errors import NotFound
from saas.helpcenter.forms.user_change.rules import SUBJECTS, Change, NobodyHere
from saas.helpcenter.inbox.actions import must_be_pending, note_carried_out, send_request
from saas.helpcenter.inbox.models import HelpRequest
from saas.licensing.invitations.actions import invite
from saas.licensing.roster.actions import change, let_go
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role

FORM = "user_change"


def ask_for_user_change(
    *,
    by: Person,
    action: Change,
    now: datetime,
    name: str | None = None,
    email: str | None = None,
    role: Role | None = None,
    person: str | None = None,
) -> HelpRequest:
    """Send the form, and carry it out at once where `by` may manage people (S29, S30).

    `person` is the public id of a colleague. Who replaces them has `name` and `email`. What
    stands in the way of carrying it out is refused and nothing is sent: SeatLimitReached,
    AlreadyInvited, AlreadyHere, RoleAboveOwn, LastOwner. Raises NotAllowed for one who
    may not ask, NobodyHere for a stranger's id.
    """
    by.must(Permission.ASK)
    whom = _colleague(person) if person else None
    request = send_request(
        by=by,
        form=FORM,
        subject=SUBJECTS[action],
        answers=_noted(action, whom, name=name, email=email, role=role),
        needs_approval=not by.may(Permission.MANAGE_PEOPLE),
        now=now,
    )
    if not request.needs_approval:
        _carry_out(request, by=by, now=now)
    return request


def approve(*, by: Person, request: HelpRequest, now: datetime) -> HelpRequest:
    """Do what a colleague asks for, in one's own name. Raises NotAllowed, NotWaiting and more.

    What stands in the way is refused and the request goes on waiting.
    """
    by.must(Permission.DECIDE)
    must_be_pending(request)
    _carry_out(request, by=by, now=now)
    return request


def _colleague(public_id: str) -> Person:
    """Whoever of the company has this id. Raises NobodyHere for strangers and those who left."""
    try:
        person = Person.known_as(public_id)
    except NotFound as nobody:
        raise NobodyHere from nobody
    if person.removed_at is not None:
        raise NobodyHere
    return person


def _noted(
    action: Change, whom: Person | None, *, name: str | None, email: str | None, role: Role | None
) -> dict[str, Any]:
    """What was filled in, and what the person was called and was, for those who read it later."""
    noted = {
        "action": action.value,
        "name": whom.name if whom else name,
        "new_name": name if whom else None,
        "email": whom.email if whom else email,
        "new_email": email if whom else None,
        "role": role.value if role else None,
        "role_before": whom.role.value if whom else None,
        "person": whom.public_id if whom else None,
    }
    return {key: value for key, value in noted.items() if value is not None}


def _carry_out(request: HelpRequest, *, by: Person, now: datetime) -> None:
    asked = request.answers
    role = Role(asked["role"]) if "role" in asked else None
    match Change(asked["action"]):
        case Change.ADD:
            invite(
                by=by, name=asked["name"], email=asked["email"], role=role or Role.MEMBER, now=now
            )
        case Change.CHANGE:
            whom = _colleague(asked["person"])
            change(person=whom, by=by, name=asked.get("new_name"), role=role)
        case Change.REMOVE:
            whom = _colleague(asked["person"])
            let_go(person=whom, by=by, now=now)
        case Change.REPLACE:
            whom = _colleague(asked["person"])
            let_go(person=whom, by=by, now=now)
            invite(
                by=by,
                name=asked["new_name"],
                email=asked["new_email"],
                role=role or whom.role,
                now=now,
            )
    note_carried_out(by=by, request=request, now=now)
