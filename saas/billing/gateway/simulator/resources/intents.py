"""What setting a card up and paying with it have in common: the card, and the holder's yes."""

from __future__ import annotations

import secrets
from typing import Any
from urllib.parse import urlencode

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.errors import invalid, needed
from saas.billing.gateway.simulator.resources import payment_methods
from saas.billing.gateway.simulator.store import Resource

CARD_OPTIONS: Resource = {
    "card": {"mandate_options": None, "network": None, "request_three_d_secure": "automatic"}
}
CONFIRMABLE = ("requires_payment_method", "requires_confirmation", "requires_action")


def chosen_card(call: Call, intent: Resource) -> Resource:
    """The card this confirmation is with: the one sent, else the one the intent has."""
    if typed := call.params.get("payment_method_data"):
        return payment_methods.from_number(call, typed)
    id_ = call.text("payment_method") or intent["payment_method"]
    if not id_:
        raise needed("payment_method")
    card = payment_methods.known(call, id_)
    if card["customer"] and card["customer"] != intent["customer"]:
        raise invalid(
            "The provided PaymentMethod is attached to another Customer; you must include that"
            " Customer.",
            param="payment_method",
        )
    if call.store.hidden(card["id"]).get("detached"):
        raise invalid(
            "The provided PaymentMethod was previously used and detached from a Customer. It may"
            " not be used again.",
            param="payment_method",
        )
    return card


def client_secret(intent: Resource) -> str:
    """The word that lets a browser see one intent, and no other."""
    return f"{intent['id']}_secret_{secrets.token_hex(12)}"


def ask_holder(call: Call, intent: Resource, return_url: str | None) -> Resource:
    """Send the card holder to their bank. Without a way back that cannot be done here."""
    intent["status"] = "requires_action"
    if return_url:
        word = secrets.token_hex(8)
        call.store.hide(intent["id"], challenge=word, return_url=return_url)
        where = f"{call.hosted}/3d-secure/{intent['id']}?{urlencode({'key': word})}"
        intent["next_action"] = _action(
            "redirect_to_url", redirect_to_url={"return_url": return_url, "url": where}
        )
    else:
        intent["next_action"] = _action(
            "use_stripe_sdk", use_stripe_sdk={"type": "three_d_secure_redirect"}
        )
    return call.store.save(intent)


def failure(told: Resource, **about: Any) -> Resource:
    """The error that is remembered on an intent, from what is answered."""
    return {
        name: told[name]
        for name in ("type", "code", "decline_code", "message", "param", "doc_url", "charge")
        if name in told
    } | about


def _action(type_: str, **what: Any) -> Resource:
    return {"type": type_, **what}
