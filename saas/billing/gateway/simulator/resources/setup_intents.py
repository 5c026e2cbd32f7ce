"""SetupIntents: saving a card for later, with its holder's and its bank's consent."""

from __future__ import annotations

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.cards import Asks
from saas.billing.gateway.simulator.declines import NOT_CONFIRMED, Decline
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.resources import intents, payment_methods
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

REFUSED = Decline("setup_intent_authentication_failure", NOT_CONFIRMED)


@route("POST", "/v1/setup_intents")
def create(call: Call) -> Resource:
    """Begin saving a card; with `confirm`, try to at once."""
    intent = begun(call, customer=call.customer(), metadata=call.metadata())
    if card := call.text("payment_method"):
        intent |= {
            "payment_method": payment_methods.known(call, card)["id"],
            "status": "requires_confirmation",
        }
        call.store.save(intent)
    return confirmed(call, intent) if call.flag("confirm") else intent


@route("GET", "/v1/setup_intents")
def index(call: Call) -> Resource:
    """SetupIntents, newest first."""
    return call.store.page(
        "setup_intent", call.params, owner=call.text("customer"), url="/v1/setup_intents"
    )


@route("GET", "/v1/setup_intents/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One SetupIntent."""
    return call.store.get("setup_intent", id_, "intent")


@route("POST", "/v1/setup_intents/{id}/confirm")
def confirm(call: Call, id_: str) -> Resource:
    """Try to save the card."""
    return confirmed(call, call.store.get("setup_intent", id_, "intent"))


@route("POST", "/v1/setup_intents/{id}/cancel")
def cancel(call: Call, id_: str) -> Resource:
    """Give up saving the card."""
    intent = call.store.get("setup_intent", id_, "intent")
    _must_be_open(intent, "cancel")
    intent |= {
        "status": "canceled",
        "next_action": None,
        "cancellation_reason": call.text("cancellation_reason"),
    }
    call.store.save(intent)
    call.emit("setup_intent.canceled", intent)
    return intent


def begun(call: Call, *, customer: str | None, metadata: Resource) -> Resource:
    """A new SetupIntent, waiting for a card."""
    intent = call.make(
        stripe.SetupIntent,
        "seti",
        customer=customer,
        description=call.text("description"),
        metadata=metadata,
        payment_method_options=intents.CARD_OPTIONS,
        payment_method_types=["card"],
        status="requires_payment_method",
        usage=call.text("usage") or "off_session",
    )
    intent["client_secret"] = intents.client_secret(intent)
    call.store.save(intent)
    call.emit("setup_intent.created", intent)
    return intent


def confirmed(call: Call, intent: Resource, *, return_url: str | None = None) -> Resource:
    """Saved, waiting for the bank's holder, or an ApiError that says why not."""
    _must_be_open(intent, "confirm")
    card = intents.chosen_card(call, intent)
    intent["payment_method"] = card["id"]
    behaviour = payment_methods.behaviour_of(call, card)
    if behaviour.declines and not behaviour.saves_all_the_same:
        raise _failed(call, intent, card, behaviour.declines)
    if behaviour.asks is not Asks.NEVER:
        intents.ask_holder(call, intent, return_url or call.text("return_url"))
        call.emit("setup_intent.requires_action", intent)
        return intent
    return _saved(call, intent, card)


def answered_by_holder(call: Call, intent: Resource, *, yes: bool) -> Resource:
    """What becomes of the intent when the holder has been to their bank."""
    card = call.store.get("payment_method", intent["payment_method"])
    if yes:
        return _saved(call, intent, card)
    _failed(call, intent, card, REFUSED)
    return intent


def _saved(call: Call, intent: Resource, card: Resource) -> Resource:
    if intent["customer"]:
        payment_methods.attached(call, card, intent["customer"])
    call.store.hide(card["id"], set_up=True)
    intent |= {"status": "succeeded", "next_action": None, "last_setup_error": None}
    call.store.save(intent)
    call.emit("setup_intent.succeeded", intent)
    return intent


def _failed(call: Call, intent: Resource, card: Resource, why: Decline) -> Exception:
    error = why.error(payment_method=card)
    intent |= {
        "status": "requires_payment_method",
        "payment_method": None,
        "next_action": None,
        "last_setup_error": intents.failure(error.body["error"], payment_method=card),
    }
    call.store.save(intent)
    call.emit("setup_intent.setup_failed", intent)
    error.body["error"]["setup_intent"] = intent
    return error


def _must_be_open(intent: Resource, deed: str) -> None:
    if intent["status"] not in intents.CONFIRMABLE:
        raise invalid(
            f"You cannot {deed} this SetupIntent because it has a status of {intent['status']}.",
            code="setup_intent_unexpected_state",
            setup_intent=intent,
        )
