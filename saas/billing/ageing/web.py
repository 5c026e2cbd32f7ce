"""The staff's list of what is owed and how late it is, in all and for one customer."""

from __future__ import annotations

from typing import Any, Final

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.ageing.models import open_invoices, owed_by_all
from saas.billing.ageing.rules import WORDS, Bucket, Owed, bucket_of, in_all
from saas.billing.ledger.models import account_credit
from saas.billing.statement.models import balance, currencies, movements
from saas.dates import today
from saas.errors import NotFound, Refusal
from saas.licensing.fields import Amount
from saas.scope import tenant_scope
from saas.tenants.company.models import customer_numbered, our_company
from saas.web import staff_only

staff = Blueprint("ageing_staff", __name__, url_prefix="/staff/ageing")
staff_api = ApiBlueprint(
    "ageing_staff_api",
    __name__,
    url_prefix="/api/v1/staff/ageing",
    description="What customers owe, by how late it is; for our staff",
)
SHOWN: Final = 200
LAST: Final = 20


class OwedAnswer(Schema):
    """What a customer owes in one currency."""

    customer_number = fields.String()
    name = fields.String()
    total = fields.Nested(Amount)
    late = fields.Nested(Amount)
    by_bucket = fields.Dict(keys=fields.Enum(Bucket, by_value=True), values=fields.Nested(Amount))


class AgeingAnswer(Schema):
    """Every customer that owes anything, the one late by most first."""

    data = fields.List(fields.Nested(OwedAnswer))


@staff.get("")
@staff_only
def index() -> ResponseReturnValue:
    """What all customers owe, by how late it is."""
    customers = owed_by_all(today())
    currencies = sorted({each.currency for each in customers})
    return render_template(
        "billing/ageing/list.html",
        customers=customers[:SHOWN],
        in_all={currency: in_all(customers, currency) for currency in currencies},
        Bucket=Bucket,
        words=WORDS,
    )


@staff.get("/<customer_number>")
@staff_only
def show(customer_number: str) -> ResponseReturnValue:
    """What one customer owes, invoice by invoice, and what moved the account last."""
    try:
        customer_id = customer_numbered(customer_number)
    except Refusal as nobody:
        raise NotFound from nobody
    with tenant_scope(customer_id):
        return render_template(
            "billing/ageing/customer.html",
            customer=our_company(),
            invoices=[
                (invoice, due_on, left, bucket_of(due_on, today=today()))
                for invoice, due_on, left in open_invoices()
            ],
            accounts=[
                (
                    balance(currency=its),
                    account_credit(currency=its),
                    movements(limit=LAST, currency=its),
                )
                for its in currencies()
            ],
            words=WORDS,
        )


@staff_api.get("")
@staff_only
@staff_api.response(200, AgeingAnswer)
def index_over_api() -> dict[str, list[Any]]:
    """What all customers owe, by how late it is."""
    owed: list[Owed] = owed_by_all(today())
    return {"data": owed}
