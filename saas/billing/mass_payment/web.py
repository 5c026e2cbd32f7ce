"""Choose invoices, check, pay: three pages, and the same over the API in one call."""

from __future__ import annotations

import secrets
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint as ApiBlueprint
from marshmallow import RAISE

from saas.billing.cards.models import Card
from saas.billing.mass_payment.actions import pay_invoices
from saas.billing.mass_payment.forms import (
    Choice,
    ClaimsAnswer,
    ClaimsQuery,
    MassPayment,
    PaymentOrder,
    StartedAnswer,
)
from saas.billing.mass_payment.models import MOST_AT_ONCE, claims, how_many_open
from saas.billing.mass_payment.rules import chosen, proposed, to_pay
from saas.billing.payments.actions import Order
from saas.billing.payments.models import Payment
from saas.dates import now, today
from saas.money import Money, total
from saas.tenants.login.current import me
from saas.tenants.people.rules import Permission
from saas.web import Form
from saas.web.words import language

pages = Blueprint("mass_payment", __name__, url_prefix="/mass-payment")
api = ApiBlueprint(
    "mass_payment_api", __name__, url_prefix="/api/v1/mass-payment", description="Paying invoices"
)


@pages.route("", methods=["GET", "POST"])
def choose() -> ResponseReturnValue:
    """Show what is open, with a running total; overdue invoices are ticked from the start."""
    me().must(Permission.PAY)
    known = claims()
    there = {claim.number for claim in known}
    if missed := [number for number in _ticked()[:MOST_AT_ONCE] if number not in there]:
        known += claims(numbers=missed)
    ticked = request.args.getlist("invoice") or proposed(known, today=today())
    cards = Card.saved()
    form = Form(Choice, invoice=ticked, card=cards[0].public_id if cards else "")
    if form.sent_well() and form.data["then"] == "check":
        with form.attempt():
            chosen(known, form.data["invoice"])
            card = Card.chosen(form.data["card"])
            query = {"invoice": form.data["invoice"], "card": card.public_id}
            return redirect(url_for("mass_payment.check", **query))
    marked = frozenset(form.values.get("invoice", []))
    picked = [c for c in known if c.number in marked and c.is_free]
    return (
        render_template(
            "billing/mass_payment/page.html",
            form=form,
            claims=known,
            cards=cards,
            picked=picked,
            marked=marked,
            total=total(c.to_pay for c in picked),
            today=today(),
            how_many=how_many_open() if len(known) >= MOST_AT_ONCE else len(known),
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
    wanted = [claim for claim in claims(numbers=numbers) if claim.is_free]
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
@api.arguments(ClaimsQuery, location="query", unknown=RAISE)
@api.response(200, ClaimsAnswer)
def list_over_api(asked: dict[str, Any]) -> dict[str, Any]:
    """The open invoices, and for each the payment that is trying to settle it, if any."""
    me().must(Permission.PAY)
    limit = asked["limit"]
    found = claims(after=asked.get("after"), limit=limit + 1)
    more = len(found) > limit
    return {"data": found[:limit], "next": found[limit - 1].number if more else None}


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


def _ticked() -> list[str]:
    """The numbers that were ticked, in the form that was sent or in the address."""
    return request.values.getlist("invoice")


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
