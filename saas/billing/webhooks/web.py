"""Webhooks on a page below the company's own, and over the API."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.webhooks.actions import add_endpoint, remove_endpoint
from saas.billing.webhooks.models import WebhookEndpoint, WebhookMessage
from saas.billing.webhooks.rules import LONGEST_URL
from saas.dates import now
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form, says_a_secret

pages = Blueprint("webhooks", __name__, url_prefix="/company/webhooks")
api = ApiBlueprint(
    "webhooks_api",
    __name__,
    url_prefix="/api/v1/company/webhooks",
    description="Programs of yours that are told when an invoice is issued",
)
SHOWN: Final = 20


class NewEndpoint(Schema):
    """An address to be called."""

    url = Line(required=True, longest=LONGEST_URL, missing=N_("Write the address to call."))


class EndpointAnswer(Schema):
    """An address that is called."""

    id = fields.String(attribute="public_id")
    url = fields.String()
    added_at = fields.AwareDateTime()


class EndpointAdded(EndpointAnswer):
    """An address that was added, with its secret: it is not told again."""

    secret = fields.String()


class EndpointList(Schema):
    """The addresses that are called."""

    data = fields.List(fields.Nested(EndpointAnswer))


@pages.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """Show what is called and what was told, and add an address; its secret is shown once."""
    me().must(Permission.PAY)
    form, added = Form(NewEndpoint), None
    if form.sent_well():
        with form.attempt():
            added = _add(form.data)
            form.values = {}
    page = render_template(
        "billing/webhooks/page.html",
        form=form,
        added=added,
        endpoints=WebhookEndpoint.active(),
        messages=WebhookMessage.latest(limit=SHOWN),
    )
    return page, form.status


@pages.post("/<public_id>/remove")
def remove(public_id: str) -> ResponseReturnValue:
    """Call an address no more."""
    remove_endpoint(public_id, by=me(), now=now())
    return redirect(url_for("webhooks.index"), code=303)


@api.get("")
@api.response(200, EndpointList)
def list_over_api() -> dict[str, Any]:
    """The addresses that are called."""
    me().must(Permission.PAY)
    return {"data": WebhookEndpoint.active()}


@api.post("")
@says_a_secret
@api.arguments(NewEndpoint)
@api.response(201, EndpointAdded)
def add_over_api(order: dict[str, Any]) -> WebhookEndpoint:
    """Add an address. Its calls are signed by Standard Webhooks with the secret answered here."""
    return _add(order)


@api.delete("/<public_id>")
@api.response(204)
def remove_over_api(public_id: str) -> None:
    """Call an address no more."""
    remove_endpoint(public_id, by=me(), now=now())


def _add(order: dict[str, Any]) -> WebhookEndpoint:
    production = current_app.config["SETTINGS"].in_production
    return add_endpoint(url=order["url"], open_internet=production, by=me(), now=now())
