"""Choose invoices, check, pay: three pages, and the same over the API in one call."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields, validate

from saas.billing.cards.models import Card
from saas.billing.mass_payment.actions import pay_invoices
from saas.billing.mass_payment.models import claims
from saas.billing.mass_payment.rules import chosen, proposed, to_pay
from saas.billing.payments.actions import Order
from saas.billing.payments.models import Payment
from saas.dates import now, today
from saas.money import Money, total
from saas.tenants.fields import Email, Line
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.text import N_
from saas.web import Form
from saas.web.words import language

pages = Blueprint("mass_payment", __name__, url_prefix="/mass-payment")
api = ApiBlueprint(
    "mass_payment_api", __name__, url_prefix="/api/v1/mass-payment", description="Paying invoices"
)
MOST_AT_ONCE = 500
NOT_TOO_MANY = validate.Length(max=MOST_AT_ONCE)


class Choice(Schema):
    """Which invoices, with which card, and which button was pressed."""

    invoice = fields.List(Line(longest=40), validate=NOT_TOO_MANY, load_default=list)
    card = Line(load_default="", longest=60)
    then = fields.String(validate=validate.OneOf(["update", "check"]), load_default="check")


class PaymentOrder(Schema):
    """What the check page asks for: exactly what it showed."""

    invoice = fields.List(Line(longest=40), validate=NOT_TOO_MANY, load_default=list)
    card = Line(required=True, longest=60, missing=N_("Choose a card to pay with."))
    total = fields.Integer(required=True, strict=False)
    currency = fields.String(load_default="SEK", validate=validate.Length(equal=3))
    receipt = fields.Boolean(load_default=False)
    sent_as = fields.String(required=True, validate=validate.Length(min=16, max=60))


class MassPayment(Schema):
    """Over the API: the numbers, the card, and the total that is expected, in minor units."""

    invoices = fields.List(Line(longest=40), required=True, validate=NOT_TOO_MANY)
    card = Line(required=True, longest=60)
    total_minor = fields.Integer(required=True, strict=True)
    currency = fields.String(load_default="SEK", validate=validate.Length(equal=3))
    receipt_to = Email(load_default=None, allow_none=True)


class ClaimAnswer(Schema):
    """An open invoice."""

    number = fields.String()
    issued_on = fields.Date()
    due_on = fields.Date()
    open_minor = fields.Integer(attribute="open.minor")
    currency = fields.String(attribute="open.currency")
    payment = fields.String(allow_none=True)


class ClaimsAnswer(Schema):
    """Every open invoice, those due first first."""

    data = fields.List(fields.Nested(ClaimAnswer))


class StartedAnswer(Schema):
    """The payment that was started; ask for it at /api/v1/payments/<id>."""

    id = fields.String(attribute="public_id")
    state = fields.String()
    amount_minor = fields.Integer()
    currency = fields.String()


@pages.route("", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Show what is open, with a running total; overdue invoices are ticked from the start."""
    me().must(Permission.PAY)
    known = claims()
    ticked = request.args.getlist("invoice") or proposed(known, today=today())
    cards = Card.saved()
    form = Form(Choice, invoice=ticked, card=cards[0].public_id if cards else "")
    if form.sent_well() and form.data["then"] == "check":
        with form.attempt():
            chosen(known, form.data["invoice"])
            card = Card.chosen(form.data["card"])
            query = {"invoice": form.data["invoice"], "card": card.public_id}
            return redirect(url_for("mass_payment.check", **query))
    ticked = form.values.get("invoice", [])
    picked = [c for c in known if c.number in ticked and c.payment is None]
    return (
        render_template(
            "billing/mass_payment/page.html",
            form=form,
            claims=known,
            cards=cards,
            picked=picked,
            total=total(c.open for c in picked),
            today=today(),
        ),
        form.status,
    )


@pages.route("/check", methods=["GET", "POST"])
def check() -> ResponseReturnValue:
    """Show what will be paid, with what; the button starts exactly that."""
    me().must(Permission.PAY)
    form = Form(PaymentOrder, receipt=True)
    if form.sent_well():
        with form.attempt():
            payment = _pay(form.data)
            return redirect(url_for("payments.show", public_id=payment.public_id), 303)
    asked = request.form if request.method == "POST" else request.args
    card = Card.chosen(asked.get("card", ""))
    numbers = asked.getlist("invoice")
    wanted = [claim for claim in claims() if claim.number in numbers and not claim.payment]
    if not wanted and not form.errors:
        return redirect(url_for("mass_payment.choose"))
    return (
        render_template(
            "billing/mass_payment/check.html",
            form=form,
            claims=wanted,
            total=to_pay(wanted),
            card=card,
            sent_as=asked.get("sent_as") or secrets.token_urlsafe(18),
        ),
        form.status,
    )


@api.get("")
@api.response(200, ClaimsAnswer)
def list_over_api() -> dict[str, Any]:
    """The open invoices, and for each the payment that is trying to settle it, if any."""
    me().must(Permission.PAY)
    return {"data": claims()}


@api.post("")
@api.arguments(MassPayment)
@api.response(202, StartedAnswer)
def pay_over_api(order: dict[str, Any]) -> Payment:
    """Start one charge for several invoices. Send an Idempotency-Key: a retry pays once."""
    me().must(Permission.PAY)
    return pay_invoices(
        by=me(),
        numbers=order["invoices"],
        shown=Money(order["total_minor"], order["currency"]),
        order=Order(
            card=Card.chosen(order["card"]),
            receipt_to=order["receipt_to"],
            language=language(),
            sent_as=secrets.token_urlsafe(18),
        ),
        now=now(),
    )


def _pay(sent: dict[str, Any]) -> Payment:
    return pay_invoices(
        by=me(),
        numbers=sent["invoice"],
        shown=Money(sent["total"], sent["currency"]),
        order=Order(
            card=Card.chosen(sent["card"]),
            receipt_to=me().email if sent["receipt"] else None,
            language=language(),
            sent_as=sent["sent_as"],
        ),
        now=now(),
    )
