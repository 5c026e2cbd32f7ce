"""The staff's door for writing an invoice: its lines, a check, and the invoice."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint

from saas.billing.hand_written.actions import (
    currency_to_write_in,
    fingerprint,
    invoice_to_be,
    write_invoice,
)
from saas.billing.hand_written.answers import ToBeAnswer, WrittenAnswer
from saas.billing.hand_written.forms import (
    ROWS,
    InvoiceAsked,
    InvoiceOverApi,
    NewInvoice,
    lines_in,
    lines_over_api,
)
from saas.billing.hand_written.rules import RATES, WrittenLine
from saas.billing.invoices.models import Invoice
from saas.dates import today
from saas.licensing.effects.looking import looked_at_first
from saas.licensing.effects.sealing import opened, seal
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered
from saas.tenants.company.rules import NoSuchCustomer
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("hand_written_staff", __name__, url_prefix="/staff/written-invoices")
staff_api = ApiBlueprint(
    "hand_written_staff_api",
    __name__,
    url_prefix="/api/v1/staff/invoices",
    description="Invoices written by hand; for our staff",
)
WRITTEN: Final = "an invoice written by hand"


@staff.route("", methods=["GET", "POST"])
@staff_only
def write() -> ResponseReturnValue:
    """Write an invoice, look at it, and issue it."""
    form: Form = Form(
        NewInvoice, customer_number=request.args.get("customer", ""), day=today().isoformat()
    )
    check = None
    if form.sent_well():
        check, number = looked_at_first(
            form, look=lambda: _to_check(form.data), do=lambda: _written(form.data)
        )
        if number:
            return redirect(url_for("credit_notes_staff.show", number=number))
    return render_template(
        "billing/hand_written/write.html",
        form=form,
        rows=ROWS,
        currency=_currency_of(form.values.get("customer_number", "")),
        rates=[(rate.value, words) for rate, words in RATES.items()],
        **(check or {}),
    ), form.status


@staff_api.post("/preview")
@staff_only
@staff_api.arguments(InvoiceAsked)
@staff_api.response(200, ToBeAnswer)
def preview_over_api(data: dict[str, Any]) -> dict[str, Any]:
    """What would be issued to a company. Nothing is; the token issues exactly this, once."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        return _to_be(lines_over_api(data, currency_to_write_in(today()), today()), data)


@staff_api.post("")
@staff_only
@staff_api.arguments(InvoiceOverApi)
@staff_api.response(201, WrittenAnswer)
def write_over_api(data: dict[str, Any]) -> Invoice:
    """Write an invoice to a company, by its customer number.

    With the token of a preview exactly that is issued; one that no longer holds is 409.
    """
    with tenant_scope(customer_numbered(data["customer_number"])):
        return _issued(lines_over_api(data, currency_to_write_in(today()), today()), data)


def _written(data: dict[str, Any]) -> str:
    """The number of the invoice, issued exactly as the page showed it."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        return _issued(lines_in(data, currency_to_write_in(today())), data).number


def _to_check(data: dict[str, Any]) -> dict[str, Any]:
    """What the page shows before it is issued."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        return _to_be(lines_in(data, currency_to_write_in(today())), data)


def _to_be(lines: list[WrittenLine], data: dict[str, Any]) -> dict[str, Any]:
    """What would be issued to the company in scope, and the token that issues exactly that."""
    order = data["order_reference"]
    sale = invoice_to_be(lines, by=me(), today=today(), order_reference=order)
    return {"sale": sale, "token": seal(fingerprint(sale), about=WRITTEN)}


def _issued(lines: list[WrittenLine], data: dict[str, Any]) -> Invoice:
    """The invoice to the company in scope; with a token, exactly what it says was shown."""
    token, order = data["token"], data["order_reference"]
    shown = opened(token, about=WRITTEN) if token is not None else None
    return write_invoice(lines, by=me(), today=today(), order_reference=order, shown=shown)


def _currency_of(customer_number: str) -> str | None:
    """What a customer's prices are written in; none before one is named."""
    try:
        customer = customer_numbered(customer_number)
    except NoSuchCustomer:
        return None
    with tenant_scope(customer):
        return currency_to_write_in(today())
