"""Seats that are paid for and not used: the page, with its two deeds, and the same as JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import now, today
from saas.licensing.agreement.models import current_terms
from saas.licensing.fields import Amount, SeatsAnswer
from saas.licensing.idle_seats.models import idleness
from saas.licensing.seats.models import seats_at
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission

pages = Blueprint("idle_seats", __name__, url_prefix="/people/idle")
api = ApiBlueprint(
    "idle_seats_api",
    __name__,
    url_prefix="/api/v1/people/idle",
    description="Seats paid for and not used",
)


class SeatUseAnswer(Schema):
    """Somebody with a seat, and the last day they were seen as far as we have noted."""

    id = fields.String(attribute="person")
    name = fields.String()
    email = fields.String()
    last_used = fields.Date()


class IdlenessAnswer(Schema):
    """People not seen for sixty days, and what the seats that could be given up cost a period."""

    data = fields.List(fields.Nested(SeatUseAnswer), attribute="people")
    seats = fields.Nested(SeatsAnswer)
    reducible = fields.Integer()
    cost = fields.Nested(Amount, allow_none=True)


@pages.get("")
def show() -> ResponseReturnValue:
    """Who has a seat and does not use it, and which seats nobody has."""
    me().must(Permission.MANAGE_PEOPLE)
    return render_template(
        "licensing/idle_seats/page.html",
        found=idleness(now()),
        seats=seats_at(now()),
        terms=current_terms(today()),
    )


@api.get("")
@api.response(200, IdlenessAnswer)
def show_over_api() -> dict[str, Any]:
    """Seats paid for and not used. Nothing where no seats are bought."""
    me().must(Permission.MANAGE_PEOPLE)
    found = idleness(now())
    return {
        "people": found.people if found else (),
        "seats": seats_at(now()),
        "reducible": found.reducible if found else 0,
        "cost": found.cost if found else None,
    }
