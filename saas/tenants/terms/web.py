"""The terms of service, for everyone to read; and accepting a new edition."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.terms.actions import accept_terms
from saas.tenants.terms.models import TermsAcceptance
from saas.tenants.terms.rules import accepted_edition, edition_on
from saas.web import Form, open_to_all
from saas.web.words import language

pages = Blueprint("terms", __name__, url_prefix="/terms")
api = ApiBlueprint(
    "terms_api", __name__, url_prefix="/api/v1/terms", description="The terms of service"
)


class Acceptance(Schema):
    """Which edition is accepted."""

    edition = Line(required=True)


class EditionAnswer(Schema):
    """The edition in force, and whether the one who asks has accepted it."""

    edition = fields.String()
    in_force_from = fields.Date()
    accepted_at = fields.AwareDateTime(allow_none=True)


@pages.route("", methods=["GET", "POST"])
@open_to_all
def read() -> ResponseReturnValue:
    """Show the edition in force; somebody logged in may accept it at the bottom (S40)."""
    form = Form(Acceptance)
    if current_user.is_authenticated and form.sent_well():
        with form.attempt():
            _accept(form.data["edition"])
            return redirect(url_for("terms.read"))
    edition = edition_on(today())
    page = render_template(
        "tenants/terms/page.html",
        form=form,
        edition=edition,
        text=f"tenants/terms/edition_{edition.name.replace('-', '_')}_{language()}.html",
        acceptance=_acceptance(edition.name),
    )
    return page, form.status


@api.get("")
@api.response(200, EditionAnswer)
def edition_in_force() -> dict[str, Any]:
    """The edition in force, and whether you have accepted it."""
    return _answer(edition_on(today()).name)


@api.post("/acceptances")
@api.arguments(Acceptance)
@api.response(201, EditionAnswer)
def accept_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Accept the edition in force for your company."""
    _accept(order["edition"])
    return _answer(order["edition"])


def _accept(name: str) -> None:
    edition = accepted_edition(name, today=today())
    accept_terms(by=me(), edition=edition.name, address=request.remote_addr or "", now=now())


def _acceptance(name: str) -> TermsAcceptance | None:
    return TermsAcceptance.of(me().id, name) if current_user.is_authenticated else None


def _answer(name: str) -> dict[str, Any]:
    acceptance = _acceptance(name)
    edition = accepted_edition(name, today=today())
    return {
        "edition": edition.name,
        "in_force_from": edition.in_force_from,
        "accepted_at": acceptance.accepted_at if acceptance else None,
    }
