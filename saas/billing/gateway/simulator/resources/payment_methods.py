"""Payment methods: cards, saved for a customer or on their way to be."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import stripe

from saas.billing.gateway.simulator import cards
from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.cards import Card
from saas.billing.gateway.simulator.checking import fields
from saas.billing.gateway.simulator.errors import card_error, invalid, needed
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

YEARS_A_TOKEN_LASTS = 4
ADDRESS = ("city", "country", "line1", "line2", "postal_code", "state")


@route("POST", "/v1/payment_methods")
def create(call: Call) -> Resource:
    """A payment method from a test number. It belongs to nobody until it is attached."""
    return from_number(call, call.params)


@route("GET", "/v1/payment_methods")
def index(call: Call) -> Resource:
    """The cards of one customer, newest first."""
    return call.store.page(
        "payment_method",
        call.params,
        owner=call.must("customer"),
        url="/v1/payment_methods",
        fits=lambda card: call.params.get("type", "card") == card["type"],
    )


@route("GET", "/v1/payment_methods/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One card."""
    return known(call, id_)


@route("POST", "/v1/payment_methods/{id}")
def update(call: Call, id_: str) -> Resource:
    """Change a card's expiry, its holder's details or its metadata."""
    card = call.store.get("payment_method", id_)
    before = {name: card[name] for name in call.params if name in card}
    expiry = call.params.get("card") or {}
    card["card"] |= {n: int(v) for n, v in expiry.items() if n in ("exp_month", "exp_year")}
    if "billing_details" in call.params:
        card["billing_details"] = _billing_details(call.params)
    card["metadata"] = call.metadata(card["metadata"])
    call.store.save(card)
    call.emit("payment_method.updated", card, before=before)
    return card


@route("POST", "/v1/payment_methods/{id}/attach")
def attach(call: Call, id_: str) -> Resource:
    """Save a card for a customer. The bank is asked, so a card that declines is not saved."""
    customer = call.customer()
    if customer is None:
        raise needed("customer")
    card = known(call, id_)
    behaviour = behaviour_of(call, card)
    if behaviour.declines and not behaviour.saves_all_the_same:
        raise behaviour.declines.error(payment_method=card)
    return attached(call, card, customer)


@route("POST", "/v1/payment_methods/{id}/detach")
def detach(call: Call, id_: str) -> Resource:
    """Let go of a card. It cannot be attached again, nor used."""
    card = call.store.get("payment_method", id_)
    if not card["customer"]:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is"
            " impossible.",
            param="payment_method",
        )
    owner, card["customer"] = card["customer"], None
    call.store.save(card)
    call.store.hide(id_, detached=True)
    call.emit("payment_method.detached", card, before={"customer": owner})
    return card


def known(call: Call, id_: str, param: str = "payment_method") -> Resource:
    """The payment method with this id; one of Stripe's ready-made tokens becomes a new one."""
    if card := cards.ready_made(id_):
        return _made(call, card, 12, _year(call) + YEARS_A_TOKEN_LASTS, {})
    return call.store.get("payment_method", id_, param)


def from_number(call: Call, typed: Resource) -> Resource:
    """A payment method from what a card holder typed. Raises ApiError naming what is wrong."""
    if typed.get("type") != "card":
        raise invalid("Only cards are simulated.", param="type")
    card: Resource = typed.get("card") or {}
    behaviour = cards.of_number(str(card.get("number", "")))
    month, year = int(card.get("exp_month") or 0), int(card.get("exp_year") or 0)
    year += 2000 if year < 100 else 0  # noqa: PLR2004 - people write 29 for 2029
    if not 1 <= month <= 12:  # noqa: PLR2004
        raise card_error(
            "Your card's expiration month is invalid.",
            code="invalid_expiry_month",
            param="exp_month",
        )
    if not (_year(call), _month(call)) <= (year, month) <= (_year(call) + 50, 12):
        raise card_error(
            "Your card's expiration year is invalid.", code="invalid_expiry_year", param="exp_year"
        )
    cvc, length = str(card.get("cvc") or ""), 4 if behaviour.brand == "amex" else 3
    if cvc and not (cvc.isdecimal() and len(cvc) == length):
        raise card_error("Your card's security code is invalid.", code="invalid_cvc", param="cvc")
    return _made(call, behaviour, month, year, typed)


def attached(call: Call, card: Resource, customer: str) -> Resource:
    """The card, saved for this customer. Raises ApiError when it is another's or was let go."""
    if card["customer"] == customer:
        return card
    if card["customer"] or call.store.hidden(card["id"]).get("detached"):
        raise invalid(
            "The payment method you provided has already been attached to a customer, or was"
            " detached from one. It may not be used again.",
            param="payment_method",
        )
    card["customer"] = customer
    call.store.save(card)
    call.emit("payment_method.attached", card)
    return card


def behaviour_of(call: Call, card: Resource) -> Card:
    """What the test card behind a payment method does."""
    return cards.BY_NUMBER[call.store.hidden(card["id"])["number"]]


def _made(call: Call, of: Card, month: int, year: int, typed: Resource) -> Resource:
    shown: Resource = dict.fromkeys(fields(stripe.PaymentMethod.Card))
    shown |= {
        "brand": of.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": of.country,
        "display_brand": {"amex": "american_express"}.get(of.brand, of.brand),
        "exp_month": month,
        "exp_year": year,
        "fingerprint": hashlib.sha256(of.number.encode()).hexdigest()[:16],
        "funding": of.funding,
        "last4": of.number[-4:],
        "networks": {"available": [of.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
    }
    return call.make(
        stripe.PaymentMethod,
        "pm",
        hidden={"number": of.number, "set_up": False},
        type="card",
        card=shown,
        allow_redisplay="unspecified",
        billing_details=_billing_details(typed),
        metadata=typed.get("metadata") or {},
    )


def _billing_details(sent: Resource) -> Resource:
    told: Any = sent.get("billing_details") or {}
    address: Resource = dict.fromkeys(ADDRESS)
    return {
        "address": address | (told.get("address") or {}),
        "email": told.get("email"),
        "name": told.get("name"),
        "phone": told.get("phone"),
        "tax_id": None,
    }


def _year(call: Call) -> int:
    return datetime.fromtimestamp(call.now, UTC).year


def _month(call: Call) -> int:
    return datetime.fromtimestamp(call.now, UTC).month
