"""Confirming a registration by the mail's link and a password."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import clock_time, now
from saas.db import db
from saas.scope import tenant_scope
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import our_company
from saas.tenants.fields import TOKEN, Secret
from saas.tenants.links.rules import LinkExpired, LinkUnknown, LinkUsed
from saas.tenants.login.current import start_session
from saas.tenants.login.rules import HOME
from saas.tenants.people.models import Person
from saas.tenants.registration.actions import (
    ask_for_new_link,
    behind_link,
    confirm_registration,
    may_ask,
    must_be_free,
    open_registration,
)
from saas.tenants.registration.rules import OrgNumberAnnounced, OrgNumberTaken
from saas.text import N_
from saas.web import Form, open_to_all, sessions

pages = Blueprint("confirmation", __name__, url_prefix="/register")
api = ApiBlueprint(
    "confirmations_api",
    __name__,
    url_prefix="/api/v1/registrations",
    description="Registering a company",
)
DEAD_LINKS = (LinkExpired, LinkUnknown, LinkUsed)
TAKEN = (OrgNumberTaken, OrgNumberAnnounced)


class Confirmation(Schema):
    """The password that goes with the link."""

    password = Secret(required=True, missing=N_("Choose a password."))


class ConfirmationOverApi(Confirmation):
    """The password, and the link's token."""

    token = Secret(required=True, longest=TOKEN)


class RegisteredAnswer(Schema):
    """The company that is here now, and a bearer token of its owner."""

    customer_number = fields.String()
    company = fields.String()
    organisation_number = fields.String()
    token = fields.String()


@pages.route("/<token>", methods=["GET", "POST"])
@open_to_all
def confirm(token: str) -> ResponseReturnValue:
    """Show what a link confirms; only sending the password makes the company."""
    form = Form(Confirmation)
    try:
        registration = open_registration(token=token, now=now())
        if request.method == "GET":
            must_be_free(registration)
    except DEAD_LINKS as dead:
        return _dead(token, dead)
    except TAKEN:
        return redirect(url_for("claims.ways", token=token))
    if form.sent_well():
        with form.attempt():
            _enter(_confirm(token, form.data["password"]))
            return redirect(HOME)
    if isinstance(form.refusal, DEAD_LINKS):
        return _dead(token, form.refusal)
    if isinstance(form.refusal, TAKEN):
        return redirect(url_for("claims.ways", token=token))
    registration = behind_link(token)  # anew: a refused attempt has forgotten what was read
    has_login = Account.with_email(registration.email) is not None
    return render_template(
        "tenants/confirmation/page.html",
        form=form,
        registration=registration,
        has_login=has_login,
    ), form.status


@pages.post("/<token>/new-link")
@open_to_all
def new_link(token: str) -> ResponseReturnValue:
    """Have a new link mailed for a registration whose link is too old."""
    registration = behind_link(token)
    may_ask(email=registration.email, address=request.remote_addr or "", now=clock_time())
    ask_for_new_link(token=token)
    return render_template("tenants/registration/sent.html", registration=registration)


@api.post("/confirm")
@open_to_all
@api.arguments(ConfirmationOverApi)
@api.response(201, RegisteredAnswer)
def confirm_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Make the company with the token of the mailed link and a password."""
    owner = _confirm(order["token"], order["password"])
    with tenant_scope(owner.tenant_id):
        company = our_company()
    token = sessions.begin_for_api(account_id=owner.account_id, acting_for=company.id)
    return {
        "customer_number": company.customer_number,
        "company": company.name,
        "organisation_number": company.shown_number,
        "token": token,
    }


def _confirm(token: str, password: str) -> Person:
    return confirm_registration(
        token=token,
        password=password,
        address=request.remote_addr or "",
        now=now(),
        clock=clock_time(),
    )


def _enter(owner: Person) -> None:
    account = db.session.get_one(Account, owner.account_id)
    start_session(account=account, acting_for=owner.tenant_id)


def _dead(token: str, refusal: Any) -> ResponseReturnValue:
    return render_template("tenants/confirmation/dead.html", link_token=token, refusal=refusal), 410
