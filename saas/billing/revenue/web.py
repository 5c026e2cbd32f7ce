"""The staff's page of recurring revenue: each month, and what moved it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.revenue.models import stretches
from saas.billing.revenue.rules import Month, movements, year_before
from saas.dates import today
from saas.licensing.fields import Amount
from saas.web import staff_only

staff = Blueprint("revenue_staff", __name__, url_prefix="/staff/revenue")
staff_api = ApiBlueprint(
    "revenue_staff_api",
    __name__,
    url_prefix="/api/v1/staff/revenue",
    description="Recurring revenue by month; for our staff",
)


class MonthAnswer(Schema):
    """A month: start + new + expansion - contraction - churn = end."""

    month = fields.Date(attribute="first_day", format="%Y-%m")
    start = fields.Nested(Amount)
    new = fields.Nested(Amount)
    expansion = fields.Nested(Amount)
    contraction = fields.Nested(Amount)
    churn = fields.Nested(Amount)
    end = fields.Nested(Amount)
    paying = fields.Integer()
    gained = fields.Integer()
    lost = fields.Integer()


class RevenueAnswer(Schema):
    """The last twelve months in each currency, oldest first."""

    data = fields.List(fields.Nested(MonthAnswer))


@staff.get("")
@staff_only
def show() -> ResponseReturnValue:
    """The last twelve months of recurring revenue, with what moved it."""
    return render_template("billing/revenue/page.html", by_currency=_by_currency())


@staff_api.get("")
@staff_only
@staff_api.response(200, RevenueAnswer)
def show_over_api() -> dict[str, Any]:
    """The last twelve months of recurring revenue, with what moved it."""
    return {"data": [month for months in _by_currency().values() for month in months]}


def _by_currency() -> dict[str, list[Month]]:
    every, now = stretches(), today()
    return {
        currency: movements(every, since=year_before(now), through=now, currency=currency)
        for currency in sorted({each.price.currency for each in every})
    }
