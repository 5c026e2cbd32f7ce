"""The people page: seats, holders, invitations, and those who ask to be let in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.errors import NotFound
from saas.licensing.ceased.rules import EstateLooksOnly, is_estate
from saas.licensing.invitations.actions import invite, revoke, send_again
from saas.licensing.invitations.forms import InvitationOrder
from saas.licensing.invitations.models import Invitation
from saas.licensing.roles.words import ROLES, roles_for
from saas.licensing.roster.actions import change as change_person
from saas.licensing.roster.actions import let_go, let_in, turn_away
from saas.licensing.seats.actions import seat_person
from saas.licensing.seats.models import seats_at
from saas.licensing.staying.models import squeezes
from saas.tenants.fields import Line
from saas.tenants.joining.models import JoinRequest
from saas.tenants.login.current import here, me
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role
from saas.text import N_
from saas.web import Form

pages = Blueprint("seats", __name__, url_prefix="/people")


class PersonChange(Schema):
    """Another name or role."""

    name = Line(required=True, missing=N_("Write the name."))
    role = fields.Enum(Role, by_value=True, required=True)


class Nothing(Schema):
    """A form without fields: sending it is all there is to it."""


class LetIn(Schema):
    """What somebody who asked to be let in may do."""

    role = fields.Enum(Role, by_value=True, load_default=Role.MEMBER)


@pages.get("")
def show() -> ResponseReturnValue:
    """Who has a seat, who is expected, and who asks to be let in."""
    return _page(Form(Nothing))


@pages.route("/add", methods=["GET", "POST"])
def invite_colleague() -> ResponseReturnValue:
    """Ask a colleague in."""
    _must_manage()
    form = Form(InvitationOrder, role=Role.MEMBER.value)
    if form.sent_well():
        with form.attempt():
            invite(**form.data, by=me(), now=now())
            return redirect(url_for("seats.show"))
    return render_template(
        "licensing/roster/add.html", form=form, roles=_roles(), seats=seats_at(now())
    ), form.status


@pages.route("/<public_id>", methods=["GET", "POST"])
def person(public_id: str) -> ResponseReturnValue:
    """One person: see them, and change name and role."""
    who = _here(public_id)
    if request.method == "POST":
        me().must(Permission.MANAGE_PEOPLE)
    form = Form(PersonChange, name=who.name, role=who.role.value)
    if form.sent_well():
        with form.attempt():
            change_person(person=who, by=me(), **form.data)
            return redirect(url_for("seats.show"))
    said = {"roles": _roles(), "words": ROLES, "manages": _manages()}
    page = "licensing/roster/person.html"
    return render_template(page, form=form, who=who, **said), form.status


@pages.route("/<public_id>/remove", methods=["GET", "POST"])
def remove(public_id: str) -> ResponseReturnValue:
    """Remove a person, after saying what that does to the bill: nothing."""
    who = _here(public_id)
    if who.id != me().id:
        _must_manage()
    form = Form(Nothing)
    if form.sent_well():
        with form.attempt():
            let_go(person=who, by=me(), now=now())
            return redirect(url_for("seats.show"))
    return render_template("licensing/roster/remove.html", form=form, who=who), form.status


@pages.post("/<public_id>/seat")
def give_seat(public_id: str) -> ResponseReturnValue:
    """Give somebody who may only look a seat again."""
    me().must(Permission.MANAGE_PEOPLE)
    who = _here(public_id)
    return _do(lambda: seat_person(person=who, by=me(), now=now()))


@pages.post("/invitations/<public_id>/again")
def again(public_id: str) -> ResponseReturnValue:
    """Mail an invitation again."""
    me().must(Permission.MANAGE_PEOPLE)
    invitation = Invitation.known_as(public_id)
    return _do(lambda: send_again(invitation=invitation, by=me(), now=now()))


@pages.post("/invitations/<public_id>/revoke")
def take_back(public_id: str) -> ResponseReturnValue:
    """Take an invitation back."""
    me().must(Permission.MANAGE_PEOPLE)
    invitation = Invitation.known_as(public_id)
    return _do(lambda: revoke(invitation=invitation, by=me(), now=now()))


@pages.get("/joins")
def joins() -> ResponseReturnValue:
    """Where the letter about somebody who asks to be let in leads."""
    return redirect(url_for("seats.show", _anchor="joins"))


@pages.post("/joins/<public_id>/let-in")
def approve(public_id: str) -> ResponseReturnValue:
    """Let somebody in who asked."""
    me().must(Permission.MANAGE_PEOPLE)
    asked, form = JoinRequest.known_as(public_id), Form(LetIn)
    if not form.sent_well():
        return _page(form)
    return _do(lambda: let_in(join_request=asked, role=form.data["role"], by=me(), now=now()))


@pages.post("/joins/<public_id>/turn-away")
def decline(public_id: str) -> ResponseReturnValue:
    """Turn somebody away who asked."""
    me().must(Permission.MANAGE_PEOPLE)
    asked = JoinRequest.known_as(public_id)
    return _do(lambda: turn_away(join_request=asked, by=me(), now=now()))


def _do(deed: Any) -> ResponseReturnValue:
    """Do what a button asks for; a refusal is shown on the page itself."""
    form = Form(Nothing)
    with form.attempt():
        deed()
    return _page(form) if form.errors else redirect(url_for("seats.show"))


def _page(form: Form) -> ResponseReturnValue:
    manages = _manages()
    return render_template(
        "licensing/roster/page.html",
        form=form,
        seats=seats_at(now()),
        people=Person.active(),
        invitations=[(i, i.state(now()).value) for i in Invitation.open()] if manages else [],
        asking=JoinRequest.waiting() if manages else [],
        words=ROLES,
        roles=_roles(),
        manages=manages,
        estate=_is_estate(),
        squeeze=next(iter(squeezes(now())), None) if manages else None,
    ), form.status


def _must_manage() -> None:
    me().must(Permission.MANAGE_PEOPLE)
    if _is_estate():
        raise EstateLooksOnly


def _manages() -> bool:
    return me().may(Permission.MANAGE_PEOPLE) and not _is_estate()


def _is_estate() -> bool:
    return is_estate(here().ceased_on, today=today())


def _here(public_id: str) -> Person:
    who = Person.known_as(public_id)
    if who.removed_at is not None:
        raise NotFound
    return who


def _roles() -> list[tuple[str, str, str]]:
    return [(role.value, _(name), _(about)) for role, name, about in roles_for(me().role)]
