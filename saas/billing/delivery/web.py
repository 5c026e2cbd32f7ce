"""How invoices come, on a page below the company's own and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema

from saas.billing.delivery.actions import choose_delivery, use_again
from saas.billing.delivery.forms import (
    DeliveryAnswer,
    DeliveryOrder,
    SentList,
    as_it_stands,
    as_typed,
    formats_of_ours,
    order_in,
    told,
)
from saas.billing.dispatches.models import Dispatch
from saas.billing.dispatches.rules import WAYS, Way
from saas.billing.e_invoice.formats import FORMATS, Format
from saas.billing.electronic_address.rules import SCHEMES
from saas.billing.invoices.models import Invoice
from saas.dates import now
from saas.tenants.fields import Email
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("delivery", __name__, url_prefix="/company/delivery")
api = ApiBlueprint(
    "delivery_api",
    __name__,
    url_prefix="/api/v1/company/delivery",
    description="How your invoices come",
)
of_invoice = ApiBlueprint(
    "deliveries_api", __name__, url_prefix="/api/v1/invoices", description="Where an invoice went"
)


class WorkingAddress(Schema):
    """An address of mail that works again."""

    email = Email(required=True)


@pages.route("", methods=["GET", "POST"])
def change() -> ResponseReturnValue:
    """Show how invoices come, and choose how they are to come."""
    me().must(Permission.PAY)
    standing = as_it_stands()
    form = Form(DeliveryOrder, **dict(as_typed(standing)))
    if form.sent_well():
        with form.attempt():
            choose_delivery(**order_in(form.data), by=me(), now=now())
            return redirect(url_for("delivery.change"), code=303)
    page = render_template(
        "billing/delivery/page.html",
        form=form,
        standing=standing,
        ways=WAYS,
        Way=Way,
        schemes=SCHEMES,
        Format=Format,
        FORMATS=FORMATS,
        formats=formats_of_ours(),
        told=told(standing["stage"], standing["format"]),
    )
    return page, form.status


@pages.post("/working-address")
def use_address_again() -> ResponseReturnValue:
    """Say that mail to an address arrives again."""
    form = Form(WorkingAddress)
    if form.sent_well():
        use_again(email=form.data["email"], by=me(), now=now())
    return redirect(url_for("delivery.change"), code=303)


@api.get("")
@api.response(200, DeliveryAnswer)
def show_over_api() -> dict[str, Any]:
    """How your invoices come, and what stands in the way of e-invoices."""
    me().must(Permission.SEE_MONEY)
    return as_it_stands()


@api.put("")
@api.arguments(DeliveryOrder)
@api.response(200, DeliveryAnswer)
def choose_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Choose how your future invoices come. E-invoices begin with being tested."""
    choose_delivery(**order_in(order), by=me(), now=now())
    return as_it_stands()


@api.post("/working-address")
@api.arguments(WorkingAddress)
@api.response(200, DeliveryAnswer)
def use_again_over_api(order: dict[str, Any]) -> dict[str, Any]:
    """Say that mail to an address arrives again."""
    use_again(email=order["email"], by=me(), now=now())
    return as_it_stands()


@of_invoice.get("/<number>/deliveries")
@of_invoice.response(200, SentList)
def sent_over_api(number: str) -> dict[str, Any]:
    """Where an invoice has gone, by which way, and what became of it; oldest first."""
    me().must(Permission.SEE_MONEY)
    invoice = Invoice.numbered(number)
    return {"data": [each.told for each in Dispatch.of_invoice(invoice.id)]}
