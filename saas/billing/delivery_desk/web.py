"""The staff's desk of deliveries: a page, its buttons, and the door that bounces come in by."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.delivery.actions import (
    activate_e_invoices,
    choose_format,
    note_bounce,
    note_posted,
)
from saas.billing.delivery_desk.models import being_tested, bouncing, refused, to_be_posted
from saas.billing.dispatches.models import Dispatch
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.e_invoice.formats import FORMATS, Format
from saas.billing.invoices.models import Invoice
from saas.dates import now
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.fields import Email, Line
from saas.tenants.login.current import me
from saas.text import N_
from saas.web import Form, staff_only
from saas.web.files import shown

staff = Blueprint("delivery_desk", __name__, url_prefix="/staff/delivery")
api = ApiBlueprint(
    "delivery_desk_api",
    __name__,
    url_prefix="/api/v1/staff/delivery",
    description="How invoices arrive; for our staff and our mail server",
)
SHOWN: Final = 100


class Bounce(Schema):
    """Mail that came back."""

    customer_number = Line(required=True, missing=N_("Write the customer number."))
    email = Email(required=True)
    reason = Line(load_default="")


class Written(Schema):
    """What e-invoices are to be written in."""

    format = fields.Enum(Format, by_value=True, required=True)


class Noted(Schema):
    """Whether it was news."""

    news = fields.Boolean()


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What waits to be posted, tested and looked into."""
    return render_template(
        "billing/delivery_desk/page.html",
        to_post=to_be_posted(limit=SHOWN),
        tested=being_tested(limit=SHOWN),
        refused=refused(limit=SHOWN),
        bouncing=bouncing(limit=SHOWN),
        formats=FORMATS,
    )


@staff.get("/<customer_number>/<public_id>.pdf")
@staff_only
def pdf(customer_number: str, public_id: str) -> ResponseReturnValue:
    """The invoice of a sending, to print."""
    with tenant_scope(customer_numbered(customer_number)):
        invoice = Invoice.find(Dispatch.known_as(public_id).invoice_id)
        return shown(invoice_pdf(invoice.snapshot), f"{invoice.number}.pdf")


@staff.post("/<customer_number>/<public_id>/posted")
@staff_only
def posted(customer_number: str, public_id: str) -> ResponseReturnValue:
    """Note that an invoice on paper is in the post."""
    with tenant_scope(customer_numbered(customer_number)):
        note_posted(Dispatch.known_as(public_id), now=now())
    return redirect(url_for("delivery_desk.index"), code=303)


@staff.post("/<customer_number>/active")
@staff_only
def activate(customer_number: str) -> ResponseReturnValue:
    """End a company's tests: its e-invoices come instead of PDF from now on."""
    with tenant_scope(customer_numbered(customer_number)):
        activate_e_invoices(by=me(), now=now())
    return redirect(url_for("delivery_desk.index"), code=303)


@staff.post("/<customer_number>/format")
@staff_only
def change_format(customer_number: str) -> ResponseReturnValue:
    """Have a company's e-invoices written in another format, which is tested first."""
    form = Form(Written)
    if form.sent_well():
        with tenant_scope(customer_numbered(customer_number)):
            choose_format(format_=form.data["format"], by=me(), now=now())
    return redirect(url_for("delivery_desk.index"), code=303)


@staff.route("/bounce", methods=["GET", "POST"])
@staff_only
def bounce() -> ResponseReturnValue:
    """Write down that mail to an address came back."""
    form = Form(Bounce, customer_number=request.args.get("customer", ""))
    if form.sent_well():
        with form.attempt():
            _note(form.data)
            return redirect(url_for("delivery_desk.index"), code=303)
    return render_template("billing/delivery_desk/bounce.html", form=form), form.status


@api.post("/bounces")
@staff_only
@api.arguments(Bounce)
@api.response(201, Noted)
def bounce_over_api(said: dict[str, Any]) -> dict[str, bool]:
    """Note that mail to an address came back, as a mail server does that reads its bounces."""
    return {"news": _note(said)}


def _note(said: dict[str, Any]) -> bool:
    with tenant_scope(customer_numbered(said["customer_number"])):
        return note_bounce(email=said["email"], reason=said["reason"], by_name=me().name, now=now())
