"""Registering a company: what a stranger says of it, on a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.dates import clock_time, now, today
from saas.tenants.fields import Email, Line
from saas.tenants.org_numbers.rules import FORMS, org_number
from saas.tenants.registration.actions import (
    ask_to_register,
    may_ask,
)
from saas.tenants.registration.models import Registration
from saas.tenants.terms.rules import TermsNotAccepted, accepted_edition, edition_on
from saas.text import N_
from saas.web import Form, open_to_all
from saas.web.words import language

pages = Blueprint("registration", __name__, url_prefix="/register")
api = ApiBlueprint(
    "registrations_api",
    __name__,
    url_prefix="/api/v1/registrations",
    description="Registering a company",
)


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


class RegistrationLinkSent(Schema):
    """The same answer whether the number is free or taken."""

    sent_to = fields.String()
    organisation_number = fields.String()


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
    _say_all_at_once(form)
    return render_template(
        "tenants/registration/page.html", form=form, edition=edition, countries=_countries()
    ), form.status


@api.post("")
@open_to_all
@api.arguments(RegistrationOrder)
@api.response(202, RegistrationLinkSent)
def register_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Have a link mailed that goes on with registering a company."""
    asked = _ask(order)
    return {"sent_to": asked.email, "organisation_number": asked.number.masked}


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


def _say_all_at_once(form: Form) -> None:
    """Beside what is missing, say what is wrong with the number too: all is mended in one go."""
    if not form.errors or form.refusal:
        return
    status, typed = form.status, form.values
    if "org_number" not in form.errors and "country" not in form.errors:
        with form.attempt():
            sole_trader = "sole_trader" in typed
            org_number(typed["org_number"], country=typed["country"], sole_trader=sole_trader)
    if "accept_terms" not in typed:
        with form.attempt():
            raise TermsNotAccepted
    form.status = status
    form.errors = {name: form.errors[name] for name in form.schema.fields if name in form.errors}


def _countries() -> list[tuple[str, str]]:
    return [(form.country, _(form.country_name)) for form in FORMS.values()]
