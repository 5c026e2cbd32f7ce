"""The plan a company has, what a change would cost, and the change itself, as JSON."""

from __future__ import annotations

from typing import Any

from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.licensing.agreement.models import Agreement
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.actions import change_plan, preview_change, withdraw_coming
from saas.licensing.change.forms import CadenceField, ChangeOrder, Confirmation, as_asked
from saas.licensing.change.sealing import opened, seal
from saas.licensing.fields import Amount, SeatsAnswer
from saas.licensing.offers.answers import PreviewAnswer
from saas.licensing.plans.rules import MONTHLY
from saas.licensing.seats.models import seats_at
from saas.tenants.login.current import me

api = ApiBlueprint(
    "plan_api", __name__, url_prefix="/api/v1/plan", description="The plan a company has"
)


class ComingAnswer(Schema):
    """Other terms that are agreed on, and the day they hold from."""

    id = fields.String(attribute="public_id")
    why = fields.String()
    starts_on = fields.Date()
    edition = fields.String()
    name = fields.String(attribute="plan_name")
    extra_seats = fields.Integer()
    cadence = CadenceField(attribute="as_agreed.cadence")


class PlanState(Schema):
    """The plan in force, what one period of `cadence` costs (`fee`, `seat_fee`), what is to come.

    On Free there is no agreement.
    """

    edition = fields.String()
    name = fields.String()
    agreement = fields.String(allow_none=True)
    since = fields.Date(allow_none=True)
    extra_seats = fields.Integer()
    fee = fields.Nested(Amount)
    seat_fee = fields.Nested(Amount, allow_none=True)
    cadence = CadenceField()
    bound_until = fields.Date(allow_none=True)
    last_day = fields.Date(allow_none=True)
    seats = fields.Nested(SeatsAnswer)
    coming = fields.List(fields.Nested(ComingAnswer))


@api.get("")
@api.response(200, PlanState)
def show() -> dict[str, Any]:
    """The plan in force, its seats, and its last day when it is under notice."""
    return _state()


@api.post("/preview")
@api.arguments(ChangeOrder)
@api.response(200, PreviewAnswer)
def preview(order: dict[str, Any]) -> dict[str, Any]:
    """What a change would cost. Nothing is agreed; the token confirms exactly this."""
    offer = preview_change(**as_asked(order), by=me(), now=now())
    return {"token": seal(offer), "offer": offer}


@api.post("/change")
@api.arguments(Confirmation)
@api.response(201, PlanState)
def change(order: dict[str, Any]) -> dict[str, Any]:
    """Agree to what a preview's token says was shown. A token that no longer holds is 409."""
    change_plan(**opened(order["token"]).as_agreed, by=me(), now=now())
    return _state()


@api.delete("/change")
@api.response(200, PlanState)
def withdraw() -> dict[str, Any]:
    """Let the change that is to come not come."""
    withdraw_coming(by=me(), now=now())
    return _state()


def _state() -> dict[str, Any]:
    agreement = Agreement.holding_on(today())
    terms = agreement.timeline().on(today()) if agreement else None
    plan = catalogue()[terms.edition] if terms else catalogue().free(today())
    return {
        "edition": plan.key,
        "name": plan.name,
        "agreement": agreement.public_id if agreement else None,
        "since": agreement.started_on if agreement else None,
        "extra_seats": terms.extra_seats if terms else 0,
        "fee": terms.fee if terms else plan.monthly_fee,
        "seat_fee": terms.seat_fee if terms else None,
        "cadence": terms.cadence if terms else MONTHLY,
        "bound_until": terms.bound_until if terms else None,
        "coming": agreement.to_come if agreement else [],
        "last_day": agreement.notice.last_day if agreement and agreement.notice else None,
        "seats": seats_at(now()),
    }
