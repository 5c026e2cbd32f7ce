"""What stands to the company's credit, and using it on an invoice, on a page and over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.billing.credit_use.actions import use_credit
from saas.billing.credit_use.models import credits_left, open_invoices
from saas.billing.ledger.models import account_credits
from saas.dates import today
from saas.licensing.fields import Amount as AmountAnswer
from saas.licensing.quoting.forms import Amount
from saas.money import Money
from saas.tenants.fields import Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form

pages = Blueprint("credit_use", __name__, url_prefix="/credit")
api = ApiBlueprint(
    "credit_use_api", __name__, url_prefix="/api/v1/credit", description="What we owe you"
)
ACCOUNT = "account"


class CreditOrder(Schema):
    """Which credit is used on which invoice, and how much of it; all that can be, unless said."""

    credit = Line(required=True, longest=40, missing=N_("Choose a credit."))
    invoice = Line(required=True, longest=40, missing=N_("Choose an invoice."))
    amount = Amount(load_default=None, allow_none=True)


class CreditOverApi(Schema):
    """The same as a program says it: `credit` is a credit note's number, or "account"."""

    credit = Line(required=True, longest=40)
    invoice = Line(required=True, longest=40)
    amount_minor = fields.Integer(
        strict=True, load_default=None, allow_none=True, validate=validate.Range(1)
    )


class CreditAnswer(Schema):
    """A credit note with what is left of it, or an invoice with what is open."""

    number = fields.String()
    left = fields.Nested(AmountAnswer)


class CreditsAnswer(Schema):
    """What stands to the company's credit, and what it can be used on."""

    account = fields.List(fields.Nested(AmountAnswer))
    credit_notes = fields.List(fields.Nested(CreditAnswer))
    open_invoices = fields.List(fields.Nested(CreditAnswer))


class UsedAnswer(Schema):
    """How much was used."""

    used = fields.Nested(AmountAnswer)


@pages.route("", methods=["GET", "POST"])
def show() -> ResponseReturnValue:
    """What stands to the company's credit, and a form to use it on an invoice (S13)."""
    me().must(Permission.SEE_MONEY)
    chosen = {name: request.args.get(name, "") for name in ("credit", "invoice")}
    form = Form(CreditOrder, **chosen)
    if form.sent_well():
        with form.attempt():
            _use(form.data, form.data["amount"])
            return redirect(url_for("invoices.show", number=form.data["invoice"]))
    return render_template("billing/credit_use/page.html", form=form, **_credits()), form.status


@api.get("")
@api.response(200, CreditsAnswer)
def show_over_api() -> dict[str, Any]:
    """What stands to the company's credit, and the open invoices it can be used on."""
    me().must(Permission.SEE_MONEY)
    return _credits()


@api.post("/use")
@api.arguments(CreditOverApi)
@api.response(201, UsedAnswer)
def use_over_api(data: dict[str, Any]) -> dict[str, Money]:
    """Use a credit note, or the account's credit, on an invoice, whole or in part."""
    return {"used": _use(data, data["amount_minor"])}


def _use(data: dict[str, Any], minor: int | None) -> Money:
    note = None if data["credit"] == ACCOUNT else data["credit"]
    return use_credit(by=me(), note=note, invoice=data["invoice"], minor=minor, today=today())


def _credits() -> dict[str, Any]:
    return {
        "account": account_credits(),
        "credit_notes": credits_left(),
        "open_invoices": open_invoices(),
    }
