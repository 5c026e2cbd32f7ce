"""What our staff have ordered for one's own company: a page and JSON."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.licensing.on_behalf.answers import OrdersAnswer
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission

pages = Blueprint("on_behalf", __name__, url_prefix="/plan/orders")
api = ApiBlueprint(
    "on_behalf_api",
    __name__,
    url_prefix="/api/v1/plan/orders",
    description="What our staff ordered because the company asked",
)


@pages.get("")
def index() -> ResponseReturnValue:
    """What our staff ordered because the company asked."""
    me().must(Permission.SEE_MONEY)
    return render_template("licensing/on_behalf/list.html", orders=OrderOnBehalf.every())


@api.get("")
@api.response(200, OrdersAnswer)
def list_over_api() -> dict[str, Any]:
    """What our staff ordered because the company asked."""
    me().must(Permission.SEE_MONEY)
    return {"data": OrderOnBehalf.every()}
