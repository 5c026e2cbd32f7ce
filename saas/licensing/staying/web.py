"""Choosing who keeps a seat when there will be fewer: the page, and the same as JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import now
from saas.licensing.roles.words import ROLES
from saas.licensing.staying.actions import choose_who_stays
from saas.licensing.staying.models import squeeze_on, squeezes
from saas.licensing.staying.rules import NothingToChoose, Squeeze
from saas.tenants.login.current import me
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("staying", __name__, url_prefix="/people/stay")
api = ApiBlueprint(
    "staying_api",
    __name__,
    url_prefix="/api/v1/people/stay",
    description="Who keeps a seat when there will be fewer",
)


class Choice(Schema):
    """Who keeps a seat, by their ids; `day` is the coming day it is about, the next if left out."""

    people = fields.List(
        fields.String(validate=validate.Length(max=60)),
        required=True,
        validate=validate.Length(max=10_000),
        error_messages={"required": N_("Choose who keeps a seat.")},
    )
    day = fields.Date(load_default=None)


class SqueezeAnswer(Schema):
    """A coming day with fewer seats than people, who is chosen, and who stays as things stand."""

    day = fields.Date(attribute="step.day")
    seats = fields.Integer(attribute="step.seats")
    plan = fields.String(attribute="step.plan", allow_none=True)
    lacking = fields.Integer()
    decided = fields.Function(lambda squeeze: bool(squeeze.chosen))
    staying = fields.Function(lambda squeeze: _known_as(squeeze.staying))
    going = fields.Function(lambda squeeze: _known_as(squeeze.going))


class SqueezesAnswer(Schema):
    """The coming days with fewer seats than people, in order."""

    data = fields.List(fields.Nested(SqueezeAnswer))


@pages.route("", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Everybody with a seat, and who keeps it when there are fewer; as the rule says at first."""
    me().must(Permission.MANAGE_PEOPLE)
    form = Form(Choice)
    if form.sent_well():
        with form.attempt():
            choose_who_stays(**form.data, by=me(), now=now())
            return redirect(url_for("staying.choose", day=form.data["day"], saved=1))
    try:
        squeeze = squeeze_on(_day_asked(), now())
    except NothingToChoose:
        return render_template("licensing/staying/room_for_all.html"), form.status
    return _page(form, squeeze)


@api.get("")
@api.response(200, SqueezesAnswer)
def show_over_api() -> dict[str, Any]:
    """The coming days with fewer seats than people, and who will then keep one."""
    me().must(Permission.MANAGE_PEOPLE)
    return {"data": squeezes(now())}


@api.put("")
@api.arguments(Choice)
@api.response(200, SqueezeAnswer)
def choose_over_api(choice: dict[str, Any]) -> Squeeze:
    """Choose who keeps a seat. It can be chosen again until the day before."""
    return choose_who_stays(**choice, by=me(), now=now())


def _page(form: Form, squeeze: Squeeze) -> ResponseReturnValue:
    seated = {who.person_id for who in squeeze.people}
    people = [person for person in Person.active() if person.id in seated]
    ticked = form.values.get("people") or _known_as(squeeze.staying)
    return render_template(
        "licensing/staying/page.html",
        form=form,
        squeeze=squeeze,
        people=people,
        ticked=set(ticked),
        others=[each for each in squeezes(now()) if each.step != squeeze.step],
        roles=ROLES,
        saved=bool(request.args.get("saved")) and not form.errors,
    ), form.status


def _day_asked() -> date | None:
    """The day in the address or the form; None where there is none that can be read."""
    try:
        return date.fromisoformat(request.values.get("day", ""))
    except ValueError:
        return None


def _known_as(ids: frozenset[int]) -> list[str]:
    return [person.public_id for person in Person.active() if person.id in ids]
