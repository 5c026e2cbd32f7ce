"""Who acts for the company, who asks to, and their seats, as JSON."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now
from saas.errors import NotFound
from saas.licensing.fields import SeatsAnswer
from saas.licensing.invitations.models import Invitation
from saas.licensing.roster.actions import change as change_person
from saas.licensing.roster.actions import let_go, let_in, turn_away
from saas.licensing.seats.actions import seat_person
from saas.licensing.seats.models import seats_at
from saas.tenants.fields import Line
from saas.tenants.joining.models import JoinRequest
from saas.tenants.login.current import me
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role

people = ApiBlueprint(
    "people_api", __name__, url_prefix="/api/v1/people", description="Who acts for the company"
)
joins = ApiBlueprint(
    "joins_api",
    __name__,
    url_prefix="/api/v1/join-requests",
    description="Who asks to be let in",
)


class PersonAnswer(Schema):
    """Somebody who acts for the company. Without a seat they may only look."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    role = fields.String()
    has_seat = fields.Function(lambda person: person.read_only_since is None)
    joined_at = fields.AwareDateTime()


class PeopleAnswer(Schema):
    """Everybody who acts for the company, first come first, and its seats."""

    data = fields.List(fields.Nested(PersonAnswer))
    seats = fields.Nested(SeatsAnswer)


class PersonChange(Schema):
    """Another name or role; what is left out stays."""

    name = Line()
    role = fields.Enum(Role, by_value=True)


class JoinAnswer(Schema):
    """Somebody who asks to be let in, whose address is proved."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    message = fields.String()
    asked_at = fields.AwareDateTime()
    answer_by = fields.Date()
    outcome = fields.String(allow_none=True)


class JoinsAnswer(Schema):
    """Those who wait for an answer, earliest first."""

    data = fields.List(fields.Nested(JoinAnswer))


class LetIn(Schema):
    """What somebody who asked to be let in may do."""

    role = fields.Enum(Role, by_value=True, load_default=Role.MEMBER)


class Expected(Schema):
    """The invitation that somebody let in has got."""

    invitation = fields.String(attribute="public_id")
    email = fields.String()
    expires_at = fields.AwareDateTime()


@people.get("")
@people.response(200, PeopleAnswer)
def list_people() -> dict[str, Any]:
    """Everybody who acts for the company, and its seats."""
    return {"data": Person.active(), "seats": seats_at(now())}


@people.patch("/<public_id>")
@people.arguments(PersonChange)
@people.response(200, PersonAnswer)
def change(order: dict[str, Any], public_id: str) -> Person:
    """Give somebody another name or role."""
    return change_person(person=_here(public_id), by=me(), **order)


@people.delete("/<public_id>")
@people.response(204)
def remove(public_id: str) -> None:
    """Remove somebody. The seat is free; the number of seats paid for is unchanged."""
    let_go(person=_here(public_id), by=me(), now=now())


@people.post("/<public_id>/seat")
@people.response(200, PersonAnswer)
def give_seat(public_id: str) -> Person:
    """Give somebody who may only look a seat."""
    me().must(Permission.MANAGE_PEOPLE)
    person = _here(public_id)
    seat_person(person=person, by=me(), now=now())
    return person


@joins.get("")
@joins.response(200, JoinsAnswer)
def list_joins() -> dict[str, Any]:
    """Those who ask to be let in."""
    me().must(Permission.MANAGE_PEOPLE)
    return {"data": JoinRequest.waiting()}


@joins.post("/<public_id>/let-in")
@joins.arguments(LetIn)
@joins.response(201, Expected)
def approve(order: dict[str, Any], public_id: str) -> Invitation:
    """Let somebody in: they get an invitation, which holds a seat."""
    asked = JoinRequest.known_as(public_id)
    return let_in(join_request=asked, role=order["role"], by=me(), now=now())


@joins.post("/<public_id>/turn-away")
@joins.response(200, JoinAnswer)
def decline(public_id: str) -> JoinRequest:
    """Turn somebody away."""
    return turn_away(join_request=JoinRequest.known_as(public_id), by=me(), now=now())


def _here(public_id: str) -> Person:
    person = Person.known_as(public_id)
    if person.removed_at is not None:
        raise NotFound
    return person
