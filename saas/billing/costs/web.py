"""The company's costs over time: a chart with its table, and the same as JSON."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from saas.billing.costs.models import costs, usual_currency
from saas.billing.costs.rules import Month
from saas.dates import today
from saas.licensing.fields import Amount
from saas.licensing.lines.rules import Item
from saas.money import total
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_

pages = Blueprint("costs", __name__, url_prefix="/costs")
api = ApiBlueprint(
    "costs_api", __name__, url_prefix="/api/v1/costs", description="What you paid for, by month"
)
SPANS: Final = (6, 12, 24, 36)
USUAL: Final = 12
KINDS: Final = {
    Item.PLAN: N_("Plan"),
    Item.SEATS: N_("Extra seats"),
    Item.SERVICE: N_("Services"),
    Item.FEE: N_("Fees"),
}


class Span(Schema):
    """How many months, up to this one."""

    months = fields.Integer(load_default=USUAL, validate=OneOf(SPANS))


class MonthAnswer(Schema):
    """A calendar month; a line for several months is shared out over them by its days."""

    month = fields.Function(lambda told: f"{told['first_day']:%Y-%m}")
    plan = fields.Nested(Amount)
    seats = fields.Nested(Amount)
    services = fields.Nested(Amount)
    fees = fields.Nested(Amount)
    net = fields.Nested(Amount)
    vat = fields.Nested(Amount)
    total = fields.Nested(Amount)


class CostList(Schema):
    """The months, oldest first."""

    data = fields.List(fields.Nested(MonthAnswer))


@pages.get("")
def show() -> ResponseReturnValue:
    """What was paid for, month by month."""
    asked = request.args.get("months", "")
    span = int(asked) if asked.isdecimal() and int(asked) in SPANS else USUAL
    found = _asked(span)
    latest = [month for month in found if month.net]
    return render_template(
        "billing/costs/page.html",
        months=found,
        total=total((month.net for month in found), found[0].currency),
        latest=latest[-1] if latest else None,
        span=span,
        spans=SPANS,
        kinds=KINDS,
    )


@api.get("")
@api.arguments(Span, location="query")
@api.response(200, CostList)
def show_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """What was paid for, month by month, without and with value added tax."""
    return {"data": [_told(month) for month in _asked(asked["months"])]}


def _asked(months: int) -> list[Month]:
    me().must(Permission.SEE_MONEY)
    return costs(through=today(), months=months, currency=usual_currency())


def _told(month: Month) -> dict[str, Any]:
    return {
        "first_day": month.first_day,
        "plan": month.of(Item.PLAN),
        "seats": month.of(Item.SEATS),
        "services": month.of(Item.SERVICE),
        "fees": month.of(Item.FEE),
        "net": month.net,
        "vat": month.vat,
        "total": month.gross,
    }
