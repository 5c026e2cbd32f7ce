"""The company's purchase orders: the list with what is left on each, and a new one."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, ValidationError, fields, validates_schema

from saas.billing.invoice_wishes.models import wishes
from saas.billing.purchase_orders.actions import add_order, demand_orders, withdraw_order
from saas.billing.purchase_orders.models import HeldInvoice, PurchaseOrder, register
from saas.billing.purchase_orders.rules import WORDS, Order
from saas.dates import now, today
from saas.licensing.agreement.models import Agreement
from saas.licensing.fields import Amount
from saas.licensing.price_list.forms import Kronor
from saas.money import Money
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("purchase_orders", __name__, url_prefix="/purchase-orders")
api = ApiBlueprint(
    "purchase_orders_api",
    __name__,
    url_prefix="/api/v1/purchase-orders",
    description="The numbers your invoices have to name",
)
DAY: Final[dict[str, str | list[Any] | dict[Any, Any]]] = {
    "invalid": N_("Write a day, such as 2027-01-01.")
}


class NewOrder(Schema):
    """What is said of a new order."""

    number = Line(required=True, longest=50, missing=N_("Write the number of the order."))
    valid_from = fields.Date(load_default=today, error_messages=DAY)
    valid_until = fields.Date(load_default=None, allow_none=True, error_messages=DAY)
    cap = Kronor(load_default=None, allow_none=True)
    this_agreement = fields.Boolean(load_default=False)

    @validates_schema
    def leaves_room(self, order: dict[str, Any], **_: object) -> None:
        """A cap of nothing would let nothing be invoiced."""
        if order.get("cap") == 0:
            raise ValidationError(N_("Leave it empty where there is no limit."), "cap")


class Demand(Schema):
    """Whether every invoice has to name an order."""

    demands_order = fields.Boolean(load_default=False)


class OrderAnswer(Schema):
    """An order, and what is left of it."""

    id = fields.String()
    number = fields.String()
    valid_from = fields.Date()
    valid_until = fields.Date(allow_none=True)
    agreement = fields.String(allow_none=True)
    cap = fields.Nested(Amount, allow_none=True)
    used = fields.Nested(Amount)
    left = fields.Nested(Amount, allow_none=True)
    state = fields.String()


class HeldAnswer(Schema):
    """What is not invoiced for want of an order."""

    net = fields.Nested(Amount)
    since = fields.Date(attribute="held_since")


class OrderList(Schema):
    """The company's orders, newest first, whether it demands one, and what waits for one."""

    data = fields.List(fields.Nested(OrderAnswer))
    demands_order = fields.Boolean()
    held = fields.List(fields.Nested(HeldAnswer))


@pages.route("", methods=["GET", "POST"])
def index() -> ResponseReturnValue:
    """List the orders, and enter another."""
    me().must(Permission.SEE_MONEY)
    form = Form(NewOrder, valid_from=today().isoformat())
    if form.sent_well():
        with form.attempt():
            _add(form.data)
            return redirect(url_for("purchase_orders.index"))
    page = render_template(
        "billing/purchase_orders/page.html",
        form=form,
        orders=[(row, order, order.state(today())) for row, order in register()],
        words=WORDS,
        wishes=wishes(),
        held=HeldInvoice.standing(),
        agreement=Agreement.holding_on(today()),
    )
    return page, form.status


@pages.post("/<public_id>/withdrawal")
def withdraw(public_id: str) -> ResponseReturnValue:
    """Take an order back."""
    withdraw_order(PurchaseOrder.known_as(public_id), by=me(), now=now())
    return redirect(url_for("purchase_orders.index"))


@pages.post("/demand")
def demand() -> ResponseReturnValue:
    """Say whether every invoice has to name an order."""
    form = Form(Demand)
    if form.sent_well():
        demand_orders(form.data["demands_order"], by=me())
    return redirect(url_for("purchase_orders.index"))


@api.get("")
@api.response(200, OrderList)
def list_over_api() -> dict[str, Any]:
    """The company's orders, newest first."""
    me().must(Permission.SEE_MONEY)
    return {
        "data": [_told(row, order) for row, order in register()],
        "demands_order": wishes().demands_order,
        "held": HeldInvoice.standing(),
    }


@api.post("")
@api.arguments(NewOrder)
@api.response(201, OrderAnswer)
def add_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Enter an order. `cap` is written in whole currency: "10000.00"."""
    row = _add(order)
    return _told(row, row.with_used(0))


@api.post("/<public_id>/withdrawal")
@api.response(204)
def withdraw_over_api(public_id: str) -> None:
    """Take an order back; invoices that name it keep it."""
    withdraw_order(PurchaseOrder.known_as(public_id), by=me(), now=now())


@api.put("/demand")
@api.arguments(Demand)
@api.response(200, Demand)
def demand_over_api(wish: dict[str, Any]) -> dict[str, Any]:
    """Say whether every invoice has to name an order; until there is one it waits."""
    demand_orders(wish["demands_order"], by=me())
    return wish


def _add(order: dict[str, Any]) -> PurchaseOrder:
    wanted = dict(order)
    agreement = Agreement.holding_on(today())
    currency = agreement.currency if agreement else "SEK"
    for_it, cap = wanted.pop("this_agreement"), wanted.pop("cap")
    return add_order(
        by=me(),
        now=now(),
        cap=None if cap is None else Money(cap, currency),
        currency=currency,
        agreement=agreement if for_it else None,
        **wanted,
    )


def _told(row: PurchaseOrder, order: Order) -> dict[str, Any]:
    its = {name: getattr(order, name) for name in ("number", "valid_from", "valid_until")}
    agreement = Agreement.find(row.agreement_id).public_id if row.agreement_id else None
    sums = {"cap": order.cap, "used": order.used, "left": order.left}
    return {"id": row.public_id, "agreement": agreement, "state": order.state(today())} | its | sums
