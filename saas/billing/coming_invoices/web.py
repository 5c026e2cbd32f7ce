"""The page of what will be invoiced, with the ways to put it right in time."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.coming_invoices.models import coming_invoices
from saas.billing.invoice_wishes.actions import change_wishes
from saas.billing.invoice_wishes.models import wishes
from saas.billing.purchase_orders.models import HeldInvoice
from saas.dates import today
from saas.licensing.fields import Amount, LineAnswer
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form

pages = Blueprint("coming_invoices", __name__, url_prefix="/invoices/coming")
api = ApiBlueprint(
    "coming_invoices_api",
    __name__,
    url_prefix="/api/v1/invoices/coming",
    description="What will be invoiced, and when",
)


class ComingAnswer(Schema):
    """An invoice that will come if nothing changes."""

    day = fields.Date()
    net = fields.Nested(Amount, attribute="sums.net")
    vat = fields.Nested(Amount, attribute="sums.vat")
    rounding = fields.Nested(Amount, attribute="sums.rounding")
    total = fields.Nested(Amount, attribute="sums.to_pay")
    order_reference = fields.String()
    lines = fields.List(fields.Nested(LineAnswer))


class Word(Schema):
    """Whether a letter tells of each invoice some days ahead."""

    told_ahead = fields.Boolean(load_default=False)


class ComingList(Word):
    """The next invoice of each agreement."""

    data = fields.List(fields.Nested(ComingAnswer))


@pages.get("")
def show() -> ResponseReturnValue:
    """What will be invoiced, and when."""
    me().must(Permission.SEE_MONEY)
    return render_template(
        "billing/coming_invoices/page.html",
        coming=coming_invoices(today()),
        held=HeldInvoice.standing(),
        wishes=wishes(),
    )


@pages.post("/word")
def choose_word() -> ResponseReturnValue:
    """Be told by letter ahead of each invoice, or not."""
    form = Form(Word)
    if form.sent_well():
        change_wishes(by=me(), told_ahead=form.data["told_ahead"])
    return redirect(url_for("coming_invoices.show"))


@api.get("")
@api.response(200, ComingList)
def list_over_api() -> dict[str, Any]:
    """What will be invoiced, and when, by the arithmetic of the invoice itself."""
    me().must(Permission.SEE_MONEY)
    return {"data": coming_invoices(today()), "told_ahead": wishes().told_ahead}


@api.put("/word")
@api.arguments(Word)
@api.response(200, Word)
def choose_word_over_api(wish: dict[str, Any]) -> object:
    """Be told by letter ahead of each invoice, or not."""
    return change_wishes(by=me(), told_ahead=wish["told_ahead"])
