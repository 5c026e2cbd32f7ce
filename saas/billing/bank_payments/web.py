"""A company's own payments to our bank, on a page, on paper and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.bank_payments.models import BankPayment
from saas.billing.bank_payments.pdf import bank_receipt
from saas.billing.remittance.rules import MATCHED
from saas.licensing.fields import Amount
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web.files import shown

pages = Blueprint("bank_payments", __name__, url_prefix="/bank-payments")
api = ApiBlueprint(
    "bank_payments_api",
    __name__,
    url_prefix="/api/v1/bank-payments",
    description="Payments to our bank",
)


class BankPartAnswer(Schema):
    """What it settled of one invoice."""

    invoice = fields.String(attribute="invoice.number")
    amount = fields.Nested(Amount)


class UndoneAnswer(Schema):
    """That it was taken back, and why."""

    on = fields.Date(attribute="undone_on")
    reason = fields.String()


class BankPaymentAnswer(Schema):
    """A payment to our bank; `left` stood to the company's credit, `undone` is null if it holds."""

    number = fields.String()
    amount = fields.Nested(Amount)
    account = fields.String()
    reference = fields.String()
    from_agency = fields.Boolean()
    matched_by = fields.String()
    arrived_on = fields.Date()
    booked_on = fields.Date()
    parts = fields.List(fields.Nested(BankPartAnswer))
    left = fields.Nested(Amount)
    undone = fields.Nested(UndoneAnswer, allow_none=True)


class BankPaymentsAnswer(Schema):
    """The latest, newest first."""

    data = fields.List(fields.Nested(BankPaymentAnswer))


@pages.get("/<number>")
def show(number: str) -> ResponseReturnValue:
    """A payment: when it came, what it settled, and what is left over."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "billing/bank_payments/page.html", payment=BankPayment.numbered(number), matched=MATCHED
    )


@pages.get("/<number>/receipt.pdf")
def receipt(number: str) -> Response:
    """The receipt as PDF; of what was taken back there is none."""
    return _paper(number)


@api.get("")
@api.response(200, BankPaymentsAnswer)
def list_over_api() -> dict[str, Any]:
    """The latest payments to our bank, newest first."""
    me().must(Permission.SEE_MONEY)
    return {"data": BankPayment.latest()}


@api.get("/<number>")
@api.response(200, BankPaymentAnswer)
def show_over_api(number: str) -> BankPayment:
    """A payment to our bank, with what it settled."""
    me().must(Permission.SEE_MONEY)
    return BankPayment.numbered(number)


@api.get("/<number>/receipt.pdf")
@api.response(200, content_type="application/pdf")
def receipt_over_api(number: str) -> Response:
    """The receipt as PDF; of what was taken back there is none."""
    return _paper(number)


def _paper(number: str) -> Response:
    me().must(Permission.SEE_MONEY)
    paper = bank_receipt(BankPayment.numbered(number))
    return shown(paper, f"{number}.pdf")
