"""The form about users: one schema for its page and its endpoint."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, ValidationError, fields, validates_schema

from saas.dates import now
from saas.errors import NotFound
from saas.helpcenter.forms.user_change.actions import FORM, ask_for_user_change
from saas.helpcenter.forms.user_change.actions import approve as approve_change
from saas.helpcenter.forms.user_change.rules import (
    ROLES,
    Change,
    misplaced,
    missing,
    roles_to_offer,
)
from saas.helpcenter.inbox.models import HelpRequest
from saas.helpcenter.inbox.rules import number_in
from saas.helpcenter.inbox.schema import RequestInFull
from saas.licensing.ceased.estates import must_not_be_estate
from saas.licensing.seats.models import seats_at
from saas.tenants.fields import Email, Line
from saas.tenants.login.current import me
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission, Role
from saas.text import N_
from saas.web import Form

pages = Blueprint("user_change", __name__)
api = ApiBlueprint(
    "user_change_api", __name__, url_prefix="/api/v1/requests", description="Users, asked for"
)

UNFILLED: Final = {
    "name": N_("Write the person's name."),
    "email": N_("Write the person's e-mail address."),
    "role": N_("Choose what the person may do."),
    "person": N_("Choose whom it is about."),
}
MISPLACED: Final = N_("This has nothing to do with what you ask for. Leave it out.")


class UserChange(Schema):
    """What is to be done about a user. Which fields it needs depends on `action`."""

    action = fields.Enum(Change, by_value=True, required=True)
    name = Line(longest=120)
    email = Email()
    role = fields.Enum(Role, by_value=True)
    person = Line(longest=60)

    @validates_schema(skip_on_field_errors=True)
    def fits_its_action(self, change: dict[str, Any], **_options: Any) -> None:
        """Raise ValidationError, field by field, for what is missing or has no place here."""
        filled_in = {name for name, value in change.items() if value and name != "action"}
        wrong = {name: [UNFILLED[name]] for name in missing(change["action"], filled_in)}
        wrong |= {name: [MISPLACED] for name in misplaced(change["action"], filled_in)}
        if wrong:
            raise ValidationError(wrong)


@pages.get("/help/users")
def choose() -> ResponseReturnValue:
    """Add, change, remove or replace: one thing per page."""
    me().must(Permission.ASK)
    must_not_be_estate()
    return render_template("helpcenter/forms/user_change/choose.html")


@pages.route("/help/users/<any(add, change, remove, replace):action>", methods=["GET", "POST"])
def ask(action: str) -> ResponseReturnValue:
    """The form for one of the four; what was typed is kept when something stands in the way."""
    me().must(Permission.ASK)
    must_not_be_estate()
    whom = request.args.get("person")
    role = Role.MEMBER.value if action == Change.ADD else _role_now(whom)
    form = Form(UserChange, action=action, person=whom, role=role)
    if form.sent_well():
        with form.attempt():
            sent = ask_for_user_change(by=me(), now=now(), **form.data)
            return redirect(url_for("inbox.show", number=sent.reference))
    return _page(Change(action), form), form.status


@pages.post("/help/users/<number>/approve")
def approve(number: str) -> ResponseReturnValue:
    """Do what a colleague asks for."""
    sent = HelpRequest.numbered(number_in(number), seen_by=me())
    approve_change(by=me(), request=_of_this_form(sent), now=now())
    return redirect(url_for("inbox.show", number=sent.reference))


@api.post("/users")
@api.arguments(UserChange)
@api.response(201, RequestInFull)
def ask_over_api(change: dict[str, Any]) -> HelpRequest:
    """Ask for a user to be added, changed, removed or replaced; at once where you may decide."""
    return ask_for_user_change(by=me(), now=now(), **change)


@api.post("/<number>/approve")
@api.response(200, RequestInFull)
def approve_over_api(number: str) -> HelpRequest:
    """Do what a colleague asks for."""
    sent = HelpRequest.numbered(number_in(number), seen_by=me())
    return approve_change(by=me(), request=_of_this_form(sent), now=now())


def _of_this_form(sent: HelpRequest) -> HelpRequest:
    if sent.form != FORM:
        raise NotFound
    return sent


def _page(action: Change, form: Form) -> str:
    people = Person.active() if action is not Change.ADD else []
    return render_template(
        "helpcenter/forms/user_change/page.html",
        action=action.value,
        form=form,
        people=[(person.public_id, person.name) for person in people],
        roles=[(role.value, *ROLES[role]) for role in roles_to_offer(me().role)],
        seats=seats_at(now()) if action is Change.ADD else None,
        at_once=me().may(Permission.MANAGE_PEOPLE),
    )


def _role_now(public_id: str | None) -> str | None:
    """The role of a person the page was opened for, so that only the change has to be chosen."""
    people = Person.active() if public_id else []
    return next((who.role.value for who in people if who.public_id == public_id), None)
