"""What was charged ahead and what came of it: pages, PDF and JSON."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.true_up.models import statement_from, statements
from saas.billing.true_up.pdf import lead, true_up_pdf
from saas.billing.true_up.rules import TrueUp
from saas.dates import today
from saas.errors import NotFound
from saas.licensing.fields import Amount, LineAnswer, Sentence
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web.files import shown
from saas.web.words import language

pages = Blueprint("true_up", __name__, url_prefix="/true-up")
api = ApiBlueprint(
    "true_up_api",
    __name__,
    url_prefix="/api/v1/true-up",
    description="Periods charged ahead, and what came of them",
)


class RowAnswer(Schema):
    """One item: charged ahead, actual and different, net, with the lines that differ."""

    title = Sentence()
    unit_price = fields.Nested(Amount)
    prebilled = fields.Nested(Amount)
    actual = fields.Nested(Amount)
    difference = fields.Nested(Amount)
    why = fields.List(fields.Nested(LineAnswer))


class TrueUpAnswer(Schema):
    """A period that was charged ahead; a forecast until it is over."""

    starts_on = fields.Date(attribute="period.starts_on")
    ends_on = fields.Date()
    is_over = fields.Boolean()
    prebilled = fields.Nested(Amount)
    actual = fields.Nested(Amount)
    difference = fields.Nested(Amount)
    rows = fields.List(fields.Nested(RowAnswer))


class TrueUpsAnswer(Schema):
    """Every period that was charged ahead, newest first."""

    data = fields.List(fields.Nested(TrueUpAnswer))


@pages.get("")
def index() -> ResponseReturnValue:
    """Every period that was charged ahead, newest first."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "billing/true_up/list.html", statements=[(s, lead(s)) for s in statements(today())]
    )


@pages.get("/<starts_on>")
def show(starts_on: str) -> ResponseReturnValue:
    """One of them, item by item."""
    statement = _of(starts_on)
    return render_template("billing/true_up/page.html", statement=statement, lead=lead(statement))


@pages.get("/<starts_on>.pdf")
def pdf(starts_on: str) -> ResponseReturnValue:
    """One of them as PDF."""
    statement = _of(starts_on)
    return shown(true_up_pdf(statement, language(), today=today()), f"{starts_on}.pdf")


@api.get("")
@api.response(200, TrueUpsAnswer)
def list_over_api() -> dict[str, Any]:
    """Every period that was charged ahead, newest first; the running one is a forecast."""
    me().must(Permission.SEE_MONEY)
    return {"data": statements(today())}


@api.get("/<starts_on>")
@api.response(200, TrueUpAnswer)
def show_over_api(starts_on: str) -> TrueUp:
    """One of them, by its first day."""
    return _of(starts_on)


def _of(starts_on: str) -> TrueUp:
    me().must(Permission.SEE_MONEY)
    try:
        first_day = date.fromisoformat(starts_on)
    except ValueError:
        raise NotFound from None
    return statement_from(first_day, today=today())
