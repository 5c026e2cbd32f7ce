"""What became of a payment: a page that keeps itself up to date, and the same over the API."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import Schema, fields

from saas.billing.events import AnswerWanted
from saas.billing.gateway.declines import in_plain_words
from saas.billing.payments.actions import give_up
from saas.billing.payments.arrivals import arrived
from saas.billing.payments.models import Payment
from saas.outbox import announce
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web.words import say

pages = Blueprint("payments", __name__, url_prefix="/payments")
api = ApiBlueprint(
    "payments_api", __name__, url_prefix="/api/v1/payments", description="Card payments"
)


class PartAnswer(Schema):
    """The share of one invoice; `settled_minor` is null until the money has arrived."""

    invoice = fields.String(attribute="invoice.number")
    amount_minor = fields.Integer()
    settled_minor = fields.Integer(allow_none=True)


class PaymentAnswer(Schema):
    """A payment: `state` is started, confirming, processing, settled or declined.

    While it is confirming, the card holder is to be sent to `confirm_url`. `declined_because` is
    a sentence for people; `decline_code` is stable for programs.
    """

    id = fields.String(attribute="public_id")
    state = fields.String()
    amount_minor = fields.Integer()
    currency = fields.String()
    card = fields.String(attribute="card.name")
    confirm_url = fields.String(allow_none=True)
    decline_code = fields.String(allow_none=True)
    declined_because = fields.Function(lambda p: because(p) or None)
    started_at = fields.AwareDateTime()
    settled_at = fields.AwareDateTime(allow_none=True)
    parts = fields.List(fields.Nested(PartAnswer))


class PaymentsAnswer(Schema):
    """The latest payments, newest first."""

    data = fields.List(fields.Nested(PaymentAnswer))


def because(payment: Payment) -> str:
    """Why a payment was declined and what to do, in the reader's language; else nothing."""
    return say(in_plain_words(payment.decline_code)) if payment.decline_code else ""


@pages.get("")
def index() -> ResponseReturnValue:
    """The latest payments: by card, and those that came to our bank."""
    me().must(Permission.SEE_MONEY)
    page = "billing/payments/list.html"
    return render_template(page, payments=Payment.latest(), arrivals=arrived())


@pages.get("/<public_id>")
def show(public_id: str) -> ResponseReturnValue:
    """What has become of a payment. It only reads; coming back from the bank, it asks."""
    me().must(Permission.SEE_MONEY)
    payment = Payment.known_as(public_id)
    if request.args.get("from") == "bank":
        if payment.is_open:
            announce(AnswerWanted(payment.id))
        return redirect(url_for("payments.show", public_id=public_id))
    return render_template("billing/payments/page.html", payment=payment, because=because(payment))


@pages.post("/<public_id>/give-up")
def stop(public_id: str) -> ResponseReturnValue:
    """Stop waiting for the card holder to confirm."""
    give_up(Payment.known_as(public_id), by=me())
    return redirect(url_for("payments.show", public_id=public_id))


@api.get("")
@api.response(200, PaymentsAnswer)
def list_over_api() -> dict[str, Any]:
    """The latest payments."""
    me().must(Permission.SEE_MONEY)
    return {"data": Payment.latest()}


@api.get("/<public_id>")
@api.response(200, PaymentAnswer)
def show_over_api(public_id: str) -> Payment:
    """What has become of a payment."""
    me().must(Permission.SEE_MONEY)
    return Payment.known_as(public_id)


@api.post("/<public_id>/give-up")
@api.response(202, PaymentAnswer)
def give_up_over_api(public_id: str) -> Payment:
    """Stop waiting for the card holder to confirm."""
    payment = Payment.known_as(public_id)
    give_up(payment, by=me())
    return payment
