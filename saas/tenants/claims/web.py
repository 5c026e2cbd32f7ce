"""What to do about a number that is taken: every way on, on a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now
from saas.tenants.claims.actions import (
    ask_company,
    make_claim,
    situation_of,
)
from saas.tenants.claims.rules import Exit, Occupant, Wish
from saas.tenants.fields import TOKEN, Lines, Secret
from saas.tenants.links.rules import LinkExpired, LinkUsed
from saas.text import N_
from saas.web import Form, open_to_all

pages = Blueprint("claims", __name__, url_prefix="/register/<token>/taken")
api = ApiBlueprint(
    "claims_api", __name__, url_prefix="/api/v1/claims", description="Numbers that are taken"
)


class JoinOrder(Schema):
    """A word to the company's administrators."""

    message = Lines(longest=1_000, load_default="")


class ClaimOrder(Schema):
    """What is asked of us, and why we should do it."""

    wish = fields.Enum(
        Wish, by_value=True, required=True, error_messages={"required": N_("Choose what you want.")}
    )
    proof = Lines(
        required=True, missing=N_("Write how you can show that you may act for the company.")
    )


class WithToken(Schema):
    """The token of the registration's link proves the address."""

    token = Secret(required=True, longest=TOKEN)


class JoinOverApi(JoinOrder, WithToken):
    """A request to be let in."""


class ClaimOverApi(ClaimOrder, WithToken):
    """A claim."""


class PartnerAnswer(Schema):
    """A supplier that has agreed to be named."""

    name = fields.String()
    contact_email = fields.String()
    contact_url = fields.String()


class WaysAnswer(Schema):
    """The ways on, most fitting first."""

    organisation_number = fields.String(attribute="registration.number.masked")
    occupant = fields.Enum(Occupant, by_value=True)
    exits = fields.List(fields.Enum(Exit, by_value=True), attribute="ways.exits")
    wishes = fields.List(fields.Enum(Wish, by_value=True), attribute="ways.wishes")
    partners = fields.List(fields.Nested(PartnerAnswer))


class Received(Schema):
    """That we, or the company, have got it."""

    received_at = fields.AwareDateTime()


@pages.get("")
@open_to_all
def ways(token: str) -> ResponseReturnValue:
    """Explain that the number is taken, and every way on; nothing of who is behind it."""
    return _show(token, Form(JoinOrder), Form(ClaimOrder))


@pages.post("/join")
@open_to_all
def join(token: str) -> ResponseReturnValue:
    """Ask the company's administrators to be let in."""
    form = Form(JoinOrder)
    if form.sent_well():
        with form.attempt():
            ask_company(token=token, now=now(), **form.data)
            return redirect(url_for("claims.ways", token=token))
    return _show(token, form, Form(ClaimOrder))


@pages.post("/claim")
@open_to_all
def claim(token: str) -> ResponseReturnValue:
    """Ask our staff to decide."""
    form = Form(ClaimOrder)
    if form.sent_well():
        with form.attempt():
            make_claim(token=token, now=now(), **form.data)
            return redirect(url_for("claims.ways", token=token))
    return _show(token, Form(JoinOrder), form)


@api.post("/ways")
@open_to_all
@api.arguments(WithToken)
@api.response(200, WaysAnswer)
def ways_over_api(order: dict[str, Any]) -> object:
    """The ways on from a number that is taken. The token travels in the body, not in a URL."""
    return situation_of(token=order["token"], now=now())


@api.post("/join-requests")
@open_to_all
@api.arguments(JoinOverApi)
@api.response(201, Received)
def join_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Ask the company's administrators to be let in."""
    return {"received_at": ask_company(now=now(), **order).asked_at}


@api.post("")
@open_to_all
@api.arguments(ClaimOverApi)
@api.response(201, Received)
def claim_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Ask our staff to decide."""
    return {"received_at": make_claim(now=now(), **order).made_at}


def _show(token: str, join_form: Form, claim_form: Form) -> ResponseReturnValue:
    try:
        situation = situation_of(token=token, now=now())
    except (LinkExpired, LinkUsed):
        return redirect(url_for("confirmation.confirm", token=token))
    if situation.occupant is Occupant.NOBODY:
        return redirect(url_for("confirmation.confirm", token=token))
    page = render_template(
        "tenants/claims/page.html",
        form=join_form if join_form.errors else claim_form,
        join_form=join_form,
        claim_form=claim_form,
        situation=situation,
        exits=situation.ways.exits,
        Exit=Exit,
        Wish=Wish,
        link_token=token,
    )
    return page, max(join_form.status, claim_form.status)
