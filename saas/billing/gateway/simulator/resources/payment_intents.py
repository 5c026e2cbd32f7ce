"""PaymentIntents: one payment from the first wish to its end."""

from __future__ import annotations

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.declines import NEEDS_HOLDER, NOT_CONFIRMED, Decline
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.resources import charges, disputes, intents, payment_methods
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

REFUSED = Decline("payment_intent_authentication_failure", NOT_CONFIRMED)


@route("POST", "/v1/payment_intents")
def create(call: Call) -> Resource:
    """Begin a payment; with `confirm`, try to take the money at once."""
    if call.text("off_session") not in (None, "false") and not call.flag("confirm"):
        raise invalid("off_session can only be set when confirm is true.", param="off_session")
    if call.text("return_url") and not call.flag("confirm"):
        raise invalid("return_url can only be set when confirm is true.", param="return_url")
    intent = begun(
        call,
        amount=int(call.must("amount")),
        currency=call.must("currency").lower(),
        customer=call.customer(),
        metadata=call.metadata(),
    )
    if card := call.text("payment_method"):
        intent |= {
            "payment_method": payment_methods.known(call, card)["id"],
            "status": "requires_confirmation",
        }
        call.params["payment_method"] = intent["payment_method"]
        call.store.save(intent)
    return confirmed(call, intent) if call.flag("confirm") else intent


@route("GET", "/v1/payment_intents")
def index(call: Call) -> Resource:
    """PaymentIntents, newest first; with `customer`, that customer's."""
    return call.store.page(
        "payment_intent", call.params, owner=call.text("customer"), url="/v1/payment_intents"
    )


@route("GET", "/v1/payment_intents/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One PaymentIntent."""
    return call.store.get("payment_intent", id_, "intent")


@route("POST", "/v1/payment_intents/{id}")
def update(call: Call, id_: str) -> Resource:
    """Change what is said of a payment."""
    intent = call.store.get("payment_intent", id_, "intent")
    intent["metadata"] = call.metadata(intent["metadata"])
    intent |= {
        name: call.params[name] or None
        for name in ("description", "receipt_email")
        if name in call.params
    }
    return call.store.save(intent)


@route("POST", "/v1/payment_intents/{id}/confirm")
def confirm(call: Call, id_: str) -> Resource:
    """Try to take the money."""
    return confirmed(call, call.store.get("payment_intent", id_, "intent"))


@route("POST", "/v1/payment_intents/{id}/cancel")
def cancel(call: Call, id_: str) -> Resource:
    """Give a payment up, unless it has already ended."""
    intent = call.store.get("payment_intent", id_, "intent")
    _must_be_open(intent, "cancel")
    intent |= {
        "status": "canceled",
        "canceled_at": call.now,
        "cancellation_reason": call.text("cancellation_reason"),
        "next_action": None,
    }
    call.store.save(intent)
    call.emit("payment_intent.canceled", intent)
    return intent


def begun(
    call: Call, *, amount: int, currency: str, customer: str | None, metadata: Resource
) -> Resource:
    """A new PaymentIntent of `amount` minor units, waiting for a card."""
    charges.must_be_chargeable(amount, currency)
    intent = call.make(
        stripe.PaymentIntent,
        "pi",
        amount=amount,
        amount_capturable=0,
        amount_details={"tip": {}},
        amount_received=0,
        automatic_payment_methods={"allow_redirects": "always", "enabled": True},
        capture_method=call.text("capture_method") or "automatic_async",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=call.text("description"),
        metadata=metadata,
        payment_method_options=intents.CARD_OPTIONS,
        payment_method_types=["card"],
        receipt_email=call.text("receipt_email"),
        setup_future_usage=call.text("setup_future_usage"),
        statement_descriptor_suffix=call.text("statement_descriptor_suffix"),
        status="requires_payment_method",
        transfer_group=call.text("transfer_group"),
    )
    intent["client_secret"] = intents.client_secret(intent)
    call.store.save(intent)
    call.emit("payment_intent.created", intent)
    return intent


def confirmed(call: Call, intent: Resource, *, return_url: str | None = None) -> Resource:
    """Paid, waiting for the bank's holder, or an ApiError that says why not."""
    _must_be_open(intent, "confirm")
    card = intents.chosen_card(call, intent)
    intent["payment_method"] = card["id"]
    off_session = call.text("off_session") not in (None, "false")
    set_up = bool(call.store.hidden(card["id"])["set_up"])
    behaviour = payment_methods.behaviour_of(call, card)
    if not behaviour.must_ask(off_session=off_session, set_up=set_up):
        return _paid(call, intent, card)
    if off_session or call.flag("error_on_requires_action"):
        raise _failed(call, intent, card, NEEDS_HOLDER)
    intents.ask_holder(call, intent, return_url or call.text("return_url"))
    call.emit("payment_intent.requires_action", intent)
    return intent


def answered_by_holder(call: Call, intent: Resource, *, yes: bool) -> Resource:
    """What becomes of the payment when the holder has been to their bank. May raise ApiError."""
    card = call.store.get("payment_method", intent["payment_method"])
    if not yes:
        raise _failed(call, intent, card, REFUSED)
    return _paid(call, intent, card)


def _paid(call: Call, intent: Resource, card: Resource) -> Resource:
    behaviour = payment_methods.behaviour_of(call, card)
    if behaviour.declines:
        raise _failed(call, intent, card, behaviour.declines)
    if intent["setup_future_usage"] and intent["customer"]:
        payment_methods.attached(call, card, intent["customer"])
        call.store.hide(card["id"], set_up=True)
    charge = charges.taken(call, intent, card)
    intent |= {
        "status": "succeeded",
        "amount_received": intent["amount"],
        "last_payment_error": None,
        "latest_charge": charge["id"],
        "next_action": None,
    }
    call.store.save(intent)
    call.emit("charge.succeeded", charge)
    call.emit("payment_intent.succeeded", intent)
    if behaviour.dispute:
        disputes.opened(call, charge, behaviour.dispute)
    return intent


def _failed(call: Call, intent: Resource, card: Resource, why: Decline) -> Exception:
    charge = charges.declined(call, intent, card, why)
    error = why.error(charge=charge["id"], payment_method=card)
    intent |= {
        "status": "requires_payment_method",
        "last_payment_error": intents.failure(error.body["error"], payment_method=card),
        "latest_charge": charge["id"],
        "next_action": None,
        "payment_method": None,
    }
    call.store.save(intent)
    call.emit("charge.failed", charge)
    call.emit("payment_intent.payment_failed", intent)
    error.body["error"]["payment_intent"] = intent
    return error


def _must_be_open(intent: Resource, deed: str) -> None:
    if intent["status"] not in intents.CONFIRMABLE:
        raise invalid(
            f"You cannot {deed} this PaymentIntent because it has a status of {intent['status']}.",
            code="payment_intent_unexpected_state",
            payment_intent=intent,
        )
