"""What we sell and for how much, for everyone to see."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.licensing.catalogue.models import catalogue
from saas.licensing.catalogue.shown import plans_shown
from saas.licensing.fields import Amount
from saas.licensing.plans.cadences import cadence_key
from saas.web import open_to_all

pages = Blueprint("plans", __name__, url_prefix="/plans")
api = ApiBlueprint("plans_api", __name__, url_prefix="/api/v1/plans", description="What we sell")


class PriceAnswer(Schema):
    """A way to pay: how often and when, what a period costs, and each extra seat."""

    cadence = fields.Function(lambda price: cadence_key(price.cadence))
    fee = fields.Nested(Amount)
    seat_fee = fields.Nested(Amount, allow_none=True)


class PlanAnswer(Schema):
    """One edition of a plan. The monthly prices are without and with Swedish VAT.

    `limits` says how often a month each of the `entitlements` may be used; without one, as
    often as one likes.
    """

    id = fields.String(attribute="edition.key")
    plan = fields.String(attribute="edition.plan")
    name = fields.String(attribute="edition.name")
    seats_included = fields.Integer(attribute="edition.seats_included")
    monthly_fee = fields.Nested(Amount, attribute="edition.monthly_fee")
    monthly_fee_with_vat = fields.Nested(Amount, attribute="fee_with_vat")
    seat_fee = fields.Nested(Amount, attribute="edition.seat_fee", allow_none=True)
    by_contract = fields.Boolean(attribute="edition.by_contract")
    self_service = fields.Boolean(attribute="edition.is_self_service")
    prices = fields.List(fields.Nested(PriceAnswer), attribute="edition.prices")
    features = fields.List(fields.String())
    entitlements = fields.List(fields.String(), attribute="edition.features")
    limits = fields.Dict(fields.String(), fields.Integer(), attribute="edition.limits")


class PlansAnswer(Schema):
    """The plans on sale today, and whether their prices are examples."""

    data = fields.List(fields.Nested(PlanAnswer))
    example_prices = fields.Boolean()


@pages.get("")
@open_to_all
def show() -> ResponseReturnValue:
    """Compare the plans on sale."""
    return render_template(
        "licensing/catalogue/page.html", plans=plans_shown(), catalogue=catalogue()
    )


@api.get("")
@open_to_all
@api.response(200, PlansAnswer)
def show_over_api() -> dict[str, Any]:
    """The plans on sale today, in the operator's order."""
    return {"data": plans_shown(), "example_prices": catalogue().example_prices}
