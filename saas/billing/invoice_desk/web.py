"""The staff's search through everybody's invoices, one of them, and what is held."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.billing.credit_notes.desk import at_its_company
from saas.billing.documents.pdf import invoice_pdf
from saas.billing.invoice_desk.actions import note_look
from saas.billing.invoice_desk.models import (
    StaffLook,
    find,
    held_everywhere,
    looks_at,
)
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.shown import sheet
from saas.dates import now, today
from saas.licensing.fields import Amount
from saas.tenants.company.models import our_company
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form, staff_only, staff_who_may
from saas.web.files import shown

staff = Blueprint("invoice_desk", __name__, url_prefix="/staff/invoices")
api = ApiBlueprint(
    "invoice_desk_api",
    __name__,
    url_prefix="/api/v1/staff/invoices",
    description="Every company's invoices; for our staff",
)
SHOWN: Final = 50
LOOK_LASTS: Final = timedelta(hours=8)
SHORTEST: Final = 3


class Reason(Schema):
    """Why somebody of our staff opens a customer's invoice."""

    why = Line(
        required=True,
        missing=N_("Say why you open it, such as the number of a request."),
        validate=validate.Length(
            min=SHORTEST, error=N_("Say why you open it, such as the number of a request.")
        ),
    )


class Search(Schema):
    """What is looked for."""

    q = fields.String(load_default="", validate=validate.Length(max=100))


class FoundAnswer(Schema):
    """An invoice of some company."""

    number = fields.String()
    kind = fields.String()
    company = fields.String()
    customer_number = fields.String()
    issued_on = fields.Date()
    due_on = fields.Date()
    total = fields.Nested(Amount)
    open = fields.Nested(Amount)


class HeldEverywhere(Schema):
    """What waits for a purchase order."""

    company = fields.String()
    customer_number = fields.String()
    net = fields.Nested(Amount)
    since = fields.Date()


class DeskAnswer(Schema):
    """What was found, newest first, and what waits for a purchase order anywhere."""

    data = fields.List(fields.Nested(FoundAnswer))
    held = fields.List(fields.Nested(HeldEverywhere))


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Look for invoices of any company, and see what waits for a purchase order."""
    words = request.args.get("q", "")[:100]
    return render_template(
        "billing/invoice_desk/search.html",
        words=words,
        found=find(words, limit=SHOWN),
        held=held_everywhere(limit=SHOWN),
        most=SHOWN,
    )


@staff.route("/<number>", methods=["GET", "POST"])
@staff_who_may(Permission.SEE_MONEY)
def show(number: str) -> ResponseReturnValue:
    """One invoice as its company sees it, once somebody has said why they look."""
    form = Form(Reason)
    with at_its_company(number) as invoice:
        if form.sent_well():
            note_look(invoice, by=me(), why=form.data["why"], now=now())
            return redirect(url_for("invoice_desk.show", number=number))
        if not _may_look(invoice):
            page = render_template("billing/invoice_desk/why.html", form=form, number=number)
            return page, form.status
        return render_template(
            "billing/invoice_desk/invoice.html",
            **sheet(invoice, today=today()),
            customer=our_company(),
            looks=looks_at(invoice.id),
        )


@staff.get("/<number>.pdf")
@staff_only
def pdf(number: str) -> ResponseReturnValue:
    """The invoice as PDF, once somebody has said why they look."""
    with at_its_company(number) as invoice:
        if not _may_look(invoice):
            return redirect(url_for("invoice_desk.show", number=number))
        return shown(invoice_pdf(invoice.snapshot), f"{number}.pdf")


@api.get("")
@staff_only
@api.arguments(Search, location="query")
@api.response(200, DeskAnswer)
def find_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """Invoices by number, OCR, order, amount, customer number or organisation number."""
    return {"data": find(asked["q"], limit=SHOWN), "held": held_everywhere(limit=SHOWN)}


def _may_look(invoice: Invoice) -> bool:
    """Whether whoever asks has said why, lately."""
    begun = now() - LOOK_LASTS
    look = StaffLook.since(begun, invoice_id=invoice.id, by_account_id=me().account_id)
    return look is not None
