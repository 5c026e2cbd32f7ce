"""Refunds: money given back to the card it came from."""

from __future__ import annotations

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid, needed
from saas.billing.gateway.simulator.resources.charges import balance_moved
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource


@route("POST", "/v1/refunds")
def create(call: Call) -> Resource:
    """Give back a charge, or `amount` of it, at most what is left."""
    charge = _charge(call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = int(call.text("amount") or left)
    _must_be_refundable(charge, amount, left)
    refund = call.make(
        stripe.Refund,
        "re",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={
            "type": "card",
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
        },
        metadata=call.metadata(),
        payment_intent=charge["payment_intent"],
        reason=call.text("reason"),
        status="succeeded",
    )
    moved = balance_moved(call, "refund", refund["id"], -amount, charge["currency"])
    refund["balance_transaction"] = moved["id"]
    call.store.save(refund)
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    call.store.save(charge)
    call.emit("refund.created", refund)
    call.emit("charge.refunded", charge)
    return refund


@route("GET", "/v1/refunds")
def index(call: Call) -> Resource:
    """Refunds, newest first; of one payment or charge when it is named."""
    return call.store.page(
        "refund",
        call.params,
        url="/v1/refunds",
        fits=lambda refund: all(
            call.text(name) in (None, refund[name]) for name in ("payment_intent", "charge")
        ),
    )


@route("GET", "/v1/refunds/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One refund."""
    return call.store.get("refund", id_)


def _charge(call: Call) -> Resource:
    if id_ := call.text("charge"):
        return call.store.get("charge", id_, "charge")
    if not (intent_id := call.text("payment_intent")):
        raise needed("payment_intent")
    intent = call.store.get("payment_intent", intent_id, "payment_intent")
    if intent["status"] != "succeeded":
        raise invalid(
            "This PaymentIntent does not have a successful charge to refund.",
            param="payment_intent",
        )
    return call.store.get("charge", intent["latest_charge"], "charge")


def _must_be_refundable(charge: Resource, amount: int, left: int) -> None:
    if charge["status"] != "succeeded":
        raise invalid(f"Charge {charge['id']} was not paid.", param="charge")
    if charge["disputed"]:
        raise invalid(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.",
            code="charge_disputed",
        )
    if left == 0:
        raise invalid(
            f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded"
        )
    if amount < 1:
        raise invalid("Invalid positive integer", code="parameter_invalid_integer", param="amount")
    if amount > left:
        raise invalid(
            f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})",
            code="amount_too_large",
            param="amount",
        )
