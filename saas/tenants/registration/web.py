"""Registering a company: the form, the mail's link, and the password that confirms it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import clock_time, now, today
from saas.db import db
from saas.tenants.accounts.models import Account
from saas.tenants.company.models import Tenant
from saas.tenants.fields import TOKEN, Email, Line, Secret
from saas.tenants.links.rules import LinkExpired, LinkUsed
from saas.tenants.login.current import start_session
from saas.tenants.login.rules import HOME
from saas.tenants.org_numbers.rules import FORMS, org_number
from saas.tenants.people.models import Person
from saas.tenants.registration.actions import (
    ask_for_new_link,
    ask_to_register,
    behind_link,
    confirm_registration,
    may_ask,
    must_be_free,
    open_registration,
)
from saas.tenants.registration.models import Registration
from saas.tenants.registration.rules import OrgNumberAnnounced, OrgNumberTaken
from saas.tenants.terms.rules import TermsNotAccepted, accepted_edition, edition_on
from saas.text import N_
from saas.web import Form, open_to_all, sessions
from saas.web.words import language

pages = Blueprint("registration", __name__, url_prefix="/register")
api = ApiBlueprint(
    "registrations_api",
    __name__,
    url_prefix="/api/v1/registrations",
    description="Registering a company",
)
DEAD_LINKS = (LinkExpired, LinkUsed)


class RegistrationOrder(Schema):
    """What a stranger says of the company and of themselves."""

    country = fields.String(
        required=True,
        validate=validate.OneOf(list(FORMS), error=N_("Choose one of the countries.")),
    )
    org_number = Line(
        required=True, longest=60, missing=N_("Write the company's organisation number.")
    )
    sole_trader = fields.Boolean(load_default=False)
    company_name = Line(required=True, missing=N_("Write the company's name."))
    person_name = Line(required=True, missing=N_("Write your own name."))
    email = Email(required=True, missing=N_("Write your e-mail address."))
    accept_terms = fields.Boolean(load_default=False)
    terms_edition = Line(required=True, longest=20)


class Confirmation(Schema):
    """The password that goes with the link."""

    password = Secret(required=True, missing=N_("Choose a password."))


class ConfirmationOverApi(Confirmation):
    """The password, and the link's token."""

    token = Secret(required=True, longest=TOKEN)


class MailSent(Schema):
    """The same answer whether the number is free or taken."""

    sent_to = fields.String()
    organisation_number = fields.String()


class RegisteredAnswer(Schema):
    """The company that is here now, and a bearer token of its owner."""

    customer_number = fields.String()
    company = fields.String()
    organisation_number = fields.String()
    token = fields.String()


@pages.route("", methods=["GET", "POST"])
@open_to_all
def register() -> ResponseReturnValue:
    """Ask for the company; the answer is the same for a number that is free and one that is not."""
    edition = edition_on(today())
    form = Form(RegistrationOrder, country="SE", terms_edition=edition.name)
    if form.sent_well():
        with form.attempt():
            asked = _ask(form.data)
            return render_template("tenants/registration/sent.html", registration=asked)
    return render_template(
        "tenants/registration/page.html", form=form, edition=edition, countries=_countries()
    ), form.status


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
    except (OrgNumberTaken, OrgNumberAnnounced):
        return redirect(url_for("claims.ways", token=token))
    if form.sent_well():
        with form.attempt():
            _enter(_confirm(token, form.data["password"]))
            return redirect(HOME)
    if isinstance(form.refusal, DEAD_LINKS):
        return _dead(token, form.refusal)
    if isinstance(form.refusal, OrgNumberTaken | OrgNumberAnnounced):
        return redirect(url_for("claims.ways", token=token))
    has_login = Account.with_email(registration.email) is not None
    return render_template(
        "tenants/registration/confirm.html",
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


@api.post("")
@open_to_all
@api.arguments(RegistrationOrder)
@api.response(202, MailSent)
def register_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Have a link mailed that goes on with registering a company."""
    asked = _ask(order)
    return {"sent_to": asked.email, "organisation_number": asked.number.masked}


@api.post("/confirm")
@open_to_all
@api.arguments(ConfirmationOverApi)
@api.response(201, RegisteredAnswer)
def confirm_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Make the company with the token of the mailed link and a password."""
    owner = _confirm(order["token"], order["password"])
    company = db.session.get_one(Tenant, owner.tenant_id)
    token = sessions.begin_for_api(account_id=owner.account_id, acting_for=company.id)
    return {
        "customer_number": company.customer_number,
        "company": company.name,
        "organisation_number": company.shown_number,
        "token": token,
    }


def _ask(order: dict[str, Any]) -> Registration:
    if not order["accept_terms"]:
        raise TermsNotAccepted
    edition = accepted_edition(order["terms_edition"], today=today())
    number = org_number(
        order["org_number"], country=order["country"], sole_trader=order["sole_trader"]
    )
    address = request.remote_addr or ""
    may_ask(email=order["email"], address=address, now=clock_time())
    return ask_to_register(
        number=number,
        company_name=order["company_name"],
        person_name=order["person_name"],
        email=order["email"],
        language=language(),
        terms_edition=edition.name,
        address=address,
        now=now(),
    )


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
    return render_template("tenants/registration/dead.html", token=token, refusal=refusal), 410


def _countries() -> list[tuple[str, str]]:
    return [(form.country, _(form.country_name)) for form in FORMS.values()]
