"""A new password for somebody who has lost theirs: one question, one mail, one answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import clock_time
from saas.tenants.fields import TOKEN, Email, Secret
from saas.tenants.login.rules import canonical_email
from saas.tenants.reset.actions import ask_for_reset, choose_password, open_reset
from saas.tenants.reset.rules import ResetLinkDead
from saas.text import N_
from saas.web import Form, open_to_all, sessions
from saas.web.words import language

pages = Blueprint("reset", __name__, url_prefix="/reset")
api = ApiBlueprint(
    "resets_api", __name__, url_prefix="/api/v1/password-resets", description="Lost passwords"
)


class ResetOrder(Schema):
    """Whose password is lost."""

    email = Email(required=True, missing=N_("Write your e-mail address."))


class NewPassword(Schema):
    """The new password."""

    password = Secret(required=True, missing=N_("Choose a password."))


class NewPasswordOverApi(NewPassword):
    """The new password, and the link's token."""

    token = Secret(required=True, longest=TOKEN)


class ResetLinkSent(Schema):
    """The same answer whether or not a login has the address."""

    sent_to = fields.String()


@pages.route("", methods=["GET", "POST"])
@open_to_all
def ask() -> ResponseReturnValue:
    """Ask for the address; the answer is the same whether or not a login has it."""
    form = Form(ResetOrder)
    if form.sent_well():
        with form.attempt():
            _ask(form.data["email"])
            return render_template("tenants/reset/sent.html", email=form.data["email"])
    return render_template("tenants/reset/ask.html", form=form), form.status


@pages.route("/<token>", methods=["GET", "POST"])
@open_to_all
def choose(token: str) -> ResponseReturnValue:
    """Show the form behind a link; only sending it uses the link up."""
    form = Form(NewPassword)
    try:
        email = open_reset(token=token, now=clock_time()).email
    except ResetLinkDead as dead:
        return render_template("tenants/reset/dead.html", refusal=dead), 410
    if form.sent_well():
        with form.attempt():
            _choose(token, form.data["password"])
            return render_template("tenants/reset/done.html")
    return render_template("tenants/reset/choose.html", form=form, email=email), form.status


@api.post("")
@open_to_all
@api.arguments(ResetOrder)
@api.response(202, ResetLinkSent)
def ask_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Have a link to choose a new password mailed; the answer tells nothing of who has a login."""
    _ask(order["email"])
    return {"sent_to": order["email"]}


@api.post("/choose")
@open_to_all
@api.arguments(NewPasswordOverApi)
@api.response(204)
def choose_over_api(order: dict[str, Any]) -> None:
    """Choose a new password with the token of the mailed link; every session ends."""
    _choose(order["token"], order["password"])


def _ask(email: str) -> None:
    ask_for_reset(
        email=canonical_email(email),
        language=language(),
        address=request.remote_addr or "",
        now=clock_time(),
    )


def _choose(token: str, password: str) -> None:
    account = choose_password(token=token, password=password, now=clock_time())
    sessions.end_all_of(account.id)
