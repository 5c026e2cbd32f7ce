"""The staff's door for writing an invoice: its lines, a check, and the invoice."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.hand_written.actions import (
    currency_to_write_in,
    invoice_to_be,
    token_of,
    write_invoice,
)
from saas.billing.hand_written.forms import (
    ROWS,
    InvoiceOverApi,
    NewInvoice,
    lines_in,
    lines_over_api,
)
from saas.billing.hand_written.rules import RATES, WrittenOutdated
from saas.billing.invoices.models import Invoice
from saas.dates import today
from saas.licensing.fields import Amount
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
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


class WrittenAnswer(Schema):
    """An invoice that was written by hand."""

    number = fields.String()
    reference = fields.String(attribute="ocr")
    issued_on = fields.Date()
    due_on = fields.Date()
    total = fields.Nested(Amount)


@staff.route("", methods=["GET", "POST"])
@staff_only
def write() -> ResponseReturnValue:
    """Write an invoice, look at it, and issue it."""
    form: Form = Form(
        NewInvoice, customer_number=request.args.get("customer", ""), day=today().isoformat()
    )
    check: dict[str, Any] = {}
    if form.sent_well():
        with form.attempt():
            if form.data["shown"]:
                return redirect(url_for("credit_notes_staff.show", number=_written(form.data)))
            check = _to_check(form.data)
        if isinstance(form.refusal, WrittenOutdated):
            with form.attempt():
                check = _to_check(form.data)
    return render_template(
        "billing/hand_written/write.html",
        form=form,
        rows=ROWS,
        currency=_currency_of(form.values.get("customer_number", "")),
        rates=[(rate.value, words) for rate, words in RATES.items()],
        **check,
    ), form.status


@staff_api.post("")
@staff_only
@staff_api.arguments(InvoiceOverApi)
@staff_api.response(201, WrittenAnswer)
def write_over_api(data: dict[str, Any]) -> Invoice:
    """Write an invoice to a company, by its customer number."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        lines = lines_over_api(data, currency_to_write_in(today()), today())
        order = data["order_reference"]
        return write_invoice(lines, by=me(), today=today(), order_reference=order)


def _written(data: dict[str, Any]) -> str:
    """The number of the invoice, issued exactly as it was shown."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        lines, order = lines_in(data, currency_to_write_in(today())), data["order_reference"]
        made = write_invoice(
            lines, by=me(), today=today(), order_reference=order, shown=data["shown"]
        )
        return made.number


def _to_check(data: dict[str, Any]) -> dict[str, Any]:
    """What would be issued, to whom, and the token that issues exactly that."""
    with tenant_scope(customer_numbered(data["customer_number"])):
        lines, order = lines_in(data, currency_to_write_in(today())), data["order_reference"]
        sale = invoice_to_be(lines, by=me(), today=today(), order_reference=order)
        billed = f"{our_company().name}, {our_company().customer_number}"
        return {"sale": sale, "token": token_of(sale), "company_billed": billed}


def _currency_of(customer_number: str) -> str | None:
    """What a customer's prices are written in, as a label; none before one is named."""
    try:
        customer = customer_numbered(customer_number)
    except NoSuchCustomer:
        return None
    with tenant_scope(customer):
        return currency_to_write_in(today()).replace("SEK", "kr")
