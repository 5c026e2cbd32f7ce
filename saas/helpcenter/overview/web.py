"""The overview, and the same over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.dates import day_of, now, today
from saas.helpcenter.overview.models import standing_at
from saas.helpcenter.overview.rules import Standing, Step, next_step
from saas.licensing.ceased.rules import is_estate
from saas.tenants.login.current import here, me
from saas.tenants.people.rules import Permission
from saas.web.words import say

pages = Blueprint("overview", __name__)
api = ApiBlueprint(
    "overview_api", __name__, url_prefix="/api/v1/overview", description="How your company stands"
)


class Amount(Schema):
    """Whole minor units and a currency."""

    minor = fields.Integer()
    currency = fields.String()


class SeatsAnswer(Schema):
    """Seats people have, seats kept for invitations, and how many there are."""

    used = fields.Integer(attribute="people")
    held = fields.Integer()
    entitled = fields.Integer()
    free = fields.Integer(attribute="free_seats")


class NextInvoiceAnswer(Schema):
    """The day the next period begins and its price without value added tax."""

    day = fields.Date()
    net = fields.Nested(Amount)


class LatestAnswer(Schema):
    """A request in a list."""

    number = fields.String(attribute="reference")
    title = fields.Function(lambda latest: say(latest.title))
    state = fields.Function(lambda latest: latest.state.value)
    sent_at = fields.AwareDateTime()


class MoneyAnswer(Schema):
    """The price of a period and what is open; only for those who may see money."""

    price = fields.Nested(Amount)
    to_pay = fields.Nested(Amount)
    open_invoices = fields.Integer()
    overdue = fields.Nested(Amount)
    overdue_invoices = fields.Integer()
    next_due = fields.Date(allow_none=True)
    next_invoice = fields.Nested(NextInvoiceAnswer, allow_none=True)


class StandingAnswer(Schema):
    """Plan, seats, money, notice and the latest requests."""

    plan = fields.String()
    seats = fields.Function(SeatsAnswer().dump)
    money = fields.Method("_money")
    notice_number = fields.String(allow_none=True)
    last_day = fields.Date(allow_none=True)
    leave_by = fields.Date(allow_none=True)
    notices_to_confirm = fields.Integer()
    requests_to_decide = fields.Integer(attribute="pending")
    latest_requests = fields.List(fields.Nested(LatestAnswer), attribute="latest")

    def _money(self, standing: Standing) -> dict[str, Any] | None:
        return MoneyAnswer().dump(standing) if me().may(Permission.SEE_MONEY) else None


@pages.get("/overview")
def show() -> ResponseReturnValue:
    """How the company stands, and what is best done next."""
    standing = _standing()
    step = _step(standing)
    estate = is_estate(here().ceased_on, today=today())
    page = "helpcenter/overview/page.html"
    return render_template(page, standing=standing, step=step, estate=estate)


@api.get("")
@api.response(200, StandingAnswer)
def show_over_api() -> Standing:
    """How your company stands: plan, seats, money, notice, requests."""
    return _standing()


def _standing() -> Standing:
    instant = now()
    decides = me().may(Permission.DECIDE)
    return standing_at(instant, today=day_of(instant), reads_only=None if decides else me().id)


def _step(standing: Standing) -> Step | None:
    return next_step(standing, may=me().may)
