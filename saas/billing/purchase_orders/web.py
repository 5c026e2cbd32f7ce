"""The company's purchase orders: the list with what is left on each, and a new one."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.invoice_wishes.models import wishes
from saas.billing.purchase_orders.actions import (
    add_order,
    change_order,
    demand_orders,
    withdraw_order,
)
from saas.billing.purchase_orders.forms import Demand, Limits, NewOrder, OrderAnswer, OrderList
from saas.billing.purchase_orders.models import HeldInvoice, PurchaseOrder, register
from saas.billing.purchase_orders.rules import WORDS, Order
from saas.dates import now, today
from saas.licensing.agreement.models import Agreement
from saas.money import Money
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("purchase_orders", __name__, url_prefix="/purchase-orders")
api = ApiBlueprint(
    "purchase_orders_api",
    __name__,
    url_prefix="/api/v1/purchase-orders",
    description="The numbers your invoices have to name",
)


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


@pages.route("/<public_id>/change", methods=["GET", "POST"])
def change(public_id: str) -> ResponseReturnValue:
    """Let an order last longer or take more; one that was taken back is valid again."""
    row = PurchaseOrder.known_as(public_id)
    me().must(Permission.PAY)
    until = row.valid_until.isoformat() if row.valid_until else ""
    form = Form(Limits, valid_until=until, cap=row.cap_as_typed)
    if form.sent_well():
        with form.attempt():
            _change(row, form.data)
            return redirect(url_for("purchase_orders.index"))
    return render_template("billing/purchase_orders/change.html", form=form, row=row), form.status


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


@api.put("/<public_id>")
@api.arguments(Limits)
@api.response(204)
def change_over_api(limits: dict[str, Any], public_id: str) -> None:
    """Say how long an order lasts and how much it takes; one taken back is valid again."""
    _change(PurchaseOrder.known_as(public_id), limits)


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


def _change(row: PurchaseOrder, limits: dict[str, Any]) -> None:
    change_order(row, by=me(), valid_until=limits["valid_until"], cap_minor=limits["cap"])


def _told(row: PurchaseOrder, order: Order) -> dict[str, Any]:
    its = {name: getattr(order, name) for name in ("number", "valid_from", "valid_until")}
    agreement = Agreement.find(row.agreement_id).public_id if row.agreement_id else None
    sums = {"cap": order.cap, "used": order.used, "left": order.left}
    return {"id": row.public_id, "agreement": agreement, "state": order.state(today())} | its | sums
