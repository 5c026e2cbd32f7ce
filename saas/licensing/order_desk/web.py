"""Our staff's doors for ordering seats and plans because a company asked."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.dates import now, today
from saas.licensing.agreement.models import current_plan, current_terms
from saas.licensing.agreement.rules import Terms
from saas.licensing.catalogue.models import catalogue
from saas.licensing.change.actions import preview_change
from saas.licensing.change.forms import ChangeOrder, as_asked
from saas.licensing.change.rules import Preview
from saas.licensing.change.sealing import opened, seal
from saas.licensing.channels.rules import WRITTEN_TO_US
from saas.licensing.offers.answers import PreviewAnswer
from saas.licensing.on_behalf.actions import order_for
from saas.licensing.on_behalf.answers import OrderAnswer
from saas.licensing.on_behalf.models import OrderOnBehalf
from saas.licensing.order_desk.forms import (
    AskedOrder,
    ConfirmedOrder,
    Customer,
    ShownOrder,
    asked_in,
)
from saas.licensing.ordering.rules import When
from saas.licensing.plans.cadences import cadence_in_words, cadence_key, price_per
from saas.licensing.plans.rules import Cadence
from saas.licensing.seats.models import seats_at
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("order_desk", __name__, url_prefix="/staff/orders")
api = ApiBlueprint(
    "order_desk_api",
    __name__,
    url_prefix="/api/v1/staff/orders",
    description="Ordering because a company asked; for our staff",
)


@staff.route("", methods=["GET", "POST"])
@staff_only
def index() -> ResponseReturnValue:
    """Ask which company."""
    form = Form(Customer, customer_number=request.args.get("customer", ""))
    if form.sent_well():
        with form.attempt():
            number = form.data["customer_number"]
            customer_numbered(number)
            return redirect(url_for("order_desk.choose", number=number.strip()))
    return render_template("licensing/order_desk/find.html", form=form), form.status


@staff.route("/<number>", methods=["GET", "POST"])
@staff_only
def choose(number: str) -> ResponseReturnValue:
    """What the company has and what somebody asked for; then what that does to the bill."""
    with tenant_scope(customer_numbered(number)):
        terms = current_terms(today())
        known = {
            "customer": our_company(),
            "plan": current_plan(today()),
            "seats": seats_at(now()),
            "editions": _editions(terms),
            "ways": [(cadence_key(each), cadence_in_words(each)) for each in _cadences()],
            "orders": OrderOnBehalf.every(),
            "is_done": "ordered" in request.args,
        }
    form = Form(
        AskedOrder,
        edition=terms.edition if terms else "",
        extra_seats=terms.extra_seats if terms else 0,
        cadence=cadence_key(terms.cadence) if terms else "",
        when=When.SOONEST.value,
        asked_on=today().isoformat(),
    )
    if form.sent_well():
        with form.attempt():
            return _check(number, form)
    page = "licensing/order_desk/choose.html"
    return render_template(page, form=form, channels=WRITTEN_TO_US, **known), form.status


@staff.post("/<number>/agree")
@staff_only
def agree(number: str) -> ResponseReturnValue:
    """Order exactly what was shown; what no longer holds is shown anew."""
    form = Form(ShownOrder)
    if form.sent_well():
        with form.attempt():
            with tenant_scope(customer_numbered(number)):
                _order(form.data)
            return redirect(url_for("order_desk.choose", number=number, ordered="yes"))
    if not form.data:
        return redirect(url_for("order_desk.choose", number=number))
    return _check(number, form)


@api.post("/<number>/preview")
@staff_only
@api.arguments(ChangeOrder)
@api.response(200, PreviewAnswer)
def preview_over_api(order: dict[str, Any], number: str) -> dict[str, Any]:
    """What an order for a company would cost it. Nothing is agreed; the token confirms this."""
    with tenant_scope(customer_numbered(number)):
        offer = _previewed(order)
        return {"token": seal(offer), "offer": offer}


@api.post("/<number>")
@staff_only
@api.arguments(ConfirmedOrder)
@api.response(201, OrderAnswer)
def order_over_api(order: dict[str, Any], number: str) -> OrderOnBehalf:
    """Order, because the company asked, exactly what a preview's token says was shown."""
    with tenant_scope(customer_numbered(number)):
        return _order(order)


def _order(data: dict[str, Any]) -> OrderOnBehalf:
    shown = opened(data["token"])
    return order_for(asked_in(data), shown=shown.as_agreed, by=me(), now=now())


def _previewed(order: dict[str, Any]) -> Preview:
    return preview_change(**as_asked(order), by=me(), now=now())


def _check(number: str, form: Form) -> ResponseReturnValue:
    """Every line of what is asked for, with who asked, to be confirmed."""
    with tenant_scope(customer_numbered(number)):
        offer = _previewed(form.data)
        known = {"sealed": seal(offer), "customer": our_company(), "seats": seats_at(now())}
    return render_template(
        "licensing/order_desk/check.html",
        form=form,
        offer=offer,
        asked=AskedOrder().dump(form.data),
        channel=form.data["channel"],
        paid=cadence_in_words(offer.terms.cadence),
        per=price_per(offer.terms.cadence),
        **known,
    ), form.status


def _editions(terms: Terms | None) -> list[tuple[str, str]]:
    """What may be ordered: the company's own edition, and those on sale over the counter."""
    own = {terms.edition: terms.name} if terms else {}
    on_sale = (each for each in catalogue().on_sale(today()) if each.is_self_service)
    return list((own | {each.key: each.name for each in on_sale}).items())


def _cadences() -> list[Cadence]:
    """Every way to pay for what is on sale, shortest periods first."""
    on_sale = (each for each in catalogue().on_sale(today()) if each.is_self_service)
    return sorted({price.cadence for each in on_sale for price in each.prices})
