"""The staff's doors for taking back: an invoice's credits, a credit, and a correction."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.credit_notes.actions import (
    correct_invoice,
    correction_to_be,
    credit_invoice,
    credit_to_be,
)
from saas.billing.credit_notes.desk import at_its_company, made_by_hand
from saas.billing.credit_notes.forms import (
    BUYER,
    CorrectionOrder,
    CorrectionOverApi,
    CreditOverApi,
    amounts_in,
    because_of,
    buyer_in,
    credit_order,
)
from saas.billing.credit_notes.models import credit_notes_of, creditable, replacement_of
from saas.billing.credit_notes.rules import CORRECTS, CREDITS
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.sale import buyer_of
from saas.billing.ledger.models import open_amount
from saas.billing.snapshot.rules import read
from saas.billing.totals.rules import REASONS
from saas.dates import today
from saas.licensing.fields import Amount
from saas.money import Money
from saas.tenants.company.models import our_company
from saas.tenants.login.current import me
from saas.web import Form, staff_only

staff = Blueprint("credit_notes_staff", __name__, url_prefix="/staff/credit-notes")
staff_api = ApiBlueprint(
    "credit_notes_staff_api",
    __name__,
    url_prefix="/api/v1/staff/invoices",
    description="Taking back what was invoiced; for our staff",
)
SHOWN: Final = 50


class DocumentAnswer(Schema):
    """A document that was made by hand."""

    number = fields.String()
    kind = fields.String()
    issued_on = fields.Date()
    total = fields.Nested(Amount)
    reason = fields.String(allow_none=True)
    made_by = fields.String(attribute="made_by_name")


class CorrectionAnswer(Schema):
    """The two documents of a correction."""

    credit_note = fields.Nested(DocumentAnswer)
    invoice = fields.Nested(DocumentAnswer)


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """Choose an invoice by its number, and see what was made by hand last."""
    if number := request.args.get("number", "").strip():
        return redirect(url_for("credit_notes_staff.show", number=number))
    page = "billing/credit_notes/list.html"
    return render_template(page, made=made_by_hand(limit=SHOWN), reasons=REASONS)


@staff.get("/<number>")
@staff_only
def show(number: str) -> ResponseReturnValue:
    """An invoice: what is left of each line, and what has been taken back."""
    with at_its_company(number) as invoice:
        return render_template(
            "billing/credit_notes/show.html",
            invoice=invoice,
            whose=our_company(),
            lines=creditable(invoice),
            titles=[read(line["title"]) for line in invoice.snapshot["lines"]],
            notes=credit_notes_of(invoice),
            replacement=replacement_of(invoice),
            open=open_amount(invoice.id, currency=invoice.currency),
            reasons=REASONS,
        )


@staff.route("/<number>/credit", methods=["GET", "POST"])
@staff_only
def credit(number: str) -> ResponseReturnValue:
    """Take back some or all of an invoice, once it has been checked."""
    with at_its_company(number) as invoice:
        lines, currency = creditable(invoice), invoice.currency
    form, sale = Form(credit_order(lines)), None
    if form.sent_well():
        with form.attempt():
            because, amounts = because_of(form.data, me()), amounts_in(form.data, currency)
            with at_its_company(number):
                if form.data["confirmed"]:
                    return _to(credit_invoice(number, because, amounts=amounts, today=today()))
                sale = credit_to_be(number, because, amounts=amounts)
    return render_template(
        "billing/credit_notes/credit.html",
        form=form,
        number=number,
        lines=lines,
        sale=sale,
        reasons=[(each.value, _(REASONS[each])) for each in CREDITS],
    ), form.status


@staff.route("/<number>/correct", methods=["GET", "POST"])
@staff_only
def correct(number: str) -> ResponseReturnValue:
    """Take an invoice back and say it again, right, once that has been checked."""
    with at_its_company(number) as invoice:
        buyer, order = buyer_of(our_company()), invoice.snapshot.get("order_reference", "")
    now = {name: getattr(buyer, name) for name in BUYER} | {"order_reference": order}
    form, sales = Form(CorrectionOrder, **now), None
    if form.sent_well():
        with form.attempt():
            because, said = because_of(form.data, me()), buyer_in(form.data)
            with at_its_company(number):
                if form.data["confirmed"]:
                    return _to(correct_invoice(number, because, buyer=said, today=today())[1])
                sales = correction_to_be(number, because, buyer=said)
    return render_template(
        "billing/credit_notes/correct.html",
        form=form,
        number=number,
        sales=sales,
        reasons=[(each.value, _(REASONS[each])) for each in CORRECTS],
    ), form.status


@staff_api.post("/<number>/credit")
@staff_only
@staff_api.arguments(CreditOverApi)
@staff_api.response(201, DocumentAnswer)
def credit_over_api(data: dict[str, Any], number: str) -> Invoice:
    """Credit an invoice: the lines that are named, or all that is left of it."""
    with at_its_company(number) as invoice:
        amounts = None
        if data["lines"] is not None:
            asked = data["lines"]
            amounts = {each["position"]: Money(each["minor"], invoice.currency) for each in asked}
        return credit_invoice(number, because_of(data, me()), amounts=amounts, today=today())


@staff_api.post("/<number>/correct")
@staff_only
@staff_api.arguments(CorrectionOverApi)
@staff_api.response(201, CorrectionAnswer)
def correct_over_api(data: dict[str, Any], number: str) -> dict[str, Invoice]:
    """Correct an invoice: a credit note for all of it, and the same sale said right."""
    with at_its_company(number):
        because = because_of(data, me())
        note, new = correct_invoice(number, because, buyer=data["buyer"], today=today())
        return {"credit_note": note, "invoice": new}


def _to(document: Invoice) -> ResponseReturnValue:
    return redirect(url_for("credit_notes_staff.show", number=document.number))
