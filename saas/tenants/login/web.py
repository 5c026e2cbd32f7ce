"""Logging in and out: a page, and a bearer token for programs."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import clock_time
from saas.tenants.fields import Email, Line, Secret
from saas.tenants.login.actions import prove_account
from saas.tenants.login.current import here, me, start_session
from saas.tenants.login.models import Place, place_to_enter
from saas.tenants.login.rules import HOME, STAFF_HOME, own_path
from saas.text import N_
from saas.web import Form, open_to_all, sessions

pages = Blueprint("login", __name__)
api = ApiBlueprint(
    "sessions_api", __name__, url_prefix="/api/v1/sessions", description="Logging in and out"
)


class Credentials(Schema):
    """Who says they are who."""

    email = Email(required=True, missing=N_("Write your e-mail address."))
    password = Secret(required=True, missing=N_("Write your password."))


class LoginForm(Credentials):
    """The page's form: also where to go afterwards."""

    next = Line(longest=2_000)


class SessionOrder(Credentials):
    """The API's: also which of several companies to act for."""

    customer_number = Line(longest=20)


class SessionAnswer(Schema):
    """A bearer token, shown once."""

    token = fields.String(dump_only=True)
    customer_number = fields.String()
    company = fields.String()
    role = fields.String()


class Oneself(Schema):
    """Whom the token acts as."""

    id = fields.String(attribute="public_id")
    name = fields.String()
    email = fields.String()
    role = fields.String()
    read_only_since = fields.AwareDateTime(allow_none=True)
    customer_number = fields.Function(lambda _person: here().customer_number)
    company = fields.Function(lambda _person: here().name)


@pages.route("/login", methods=["GET", "POST"])
@open_to_all
def log_in() -> ResponseReturnValue:
    """Ask for address and password; the answer to a wrong pair tells nothing of either."""
    wanted = own_path(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(wanted)
    form = Form(LoginForm, next=request.args.get("next", ""))
    if form.sent_well():
        wanted = form.data.pop("next", "")
        with form.attempt():
            place = _enter(form.data)
            home = STAFF_HOME if place.is_operator else HOME
            return redirect(own_path(wanted) if wanted else home)
    return render_template("tenants/login/page.html", form=form), form.status


@pages.post("/logout")
@open_to_all
def log_out() -> ResponseReturnValue:
    """End this browser's session; for a stranger there is nothing to end."""
    sessions.finish()
    return redirect("/")


@api.post("")
@open_to_all
@api.arguments(SessionOrder)
@api.response(201, SessionAnswer)
def log_in_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Exchange an address and its password for a bearer token.

    It is good for 14 days of disuse, and for 90 at most.
    """
    customer_number = order.pop("customer_number", None)
    account = prove_account(**order, address=request.remote_addr or "", now=clock_time())
    place = place_to_enter(account.id, customer_number=customer_number)
    token = sessions.begin_for_api(account_id=account.id, acting_for=place.tenant_id)
    return {
        "token": token,
        "customer_number": place.customer_number,
        "company": place.company,
        "role": place.role.value,
    }


@api.get("")
@api.response(200, Oneself)
def who_am_i() -> object:
    """Whom the bearer token acts as, and for which company."""
    return me()


@api.delete("")
@api.response(204)
def log_out_over_api() -> None:
    """End the session of the bearer token."""
    sessions.finish()


def _enter(credentials: dict[str, Any]) -> Place:
    account = prove_account(**credentials, address=request.remote_addr or "", now=clock_time())
    place = place_to_enter(account.id)
    start_session(account=account, acting_for=place.tenant_id)
    return place
