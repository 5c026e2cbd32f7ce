"""Charges and the balance they change: what was really taken from a card."""

from __future__ import annotations

from typing import Any

import stripe

from saas.billing.gateway.simulator.call import Call
from saas.billing.gateway.simulator.checking import fields
from saas.billing.gateway.simulator.declines import Decline
from saas.billing.gateway.simulator.errors import invalid
from saas.billing.gateway.simulator.routes import route
from saas.billing.gateway.simulator.store import Resource

# https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts, in minor units
LEAST = {"sek": 300, "nok": 300, "dkk": 250, "eur": 50, "usd": 50, "gbp": 30, "chf": 50}
MOST = 99_999_999
FEE_PER_MILLE, FEE_EACH = 15, {"sek": 180, "nok": 200, "dkk": 180, "eur": 25}
DAYS_UNTIL_AVAILABLE = 7
SHOWN_OF_A_CARD = ("brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4")


@route("GET", "/v1/charges")
def index(call: Call) -> Resource:
    """Charges, newest first; with `customer` or `payment_intent`, that one's."""
    return call.store.page(
        "charge",
        call.params,
        owner=call.text("customer"),
        url="/v1/charges",
        fits=lambda c: call.text("payment_intent") in (None, c["payment_intent"]),
    )


@route("GET", "/v1/charges/{id}")
def retrieve(call: Call, id_: str) -> Resource:
    """One charge."""
    return call.store.get("charge", id_, "charge")


@route("GET", "/v1/balance_transactions")
def movements(call: Call) -> Resource:
    """What came into and went out of our balance, newest first."""
    return call.store.page(
        "balance_transaction",
        call.params,
        url="/v1/balance_transactions",
        fits=lambda m: all(
            call.text(name) in (None, m[name]) for name in ("type", "source", "currency")
        ),
    )


@route("GET", "/v1/balance_transactions/{id}")
def movement(call: Call, id_: str) -> Resource:
    """One movement of our balance."""
    return call.store.get("balance_transaction", id_)


def must_be_chargeable(amount: int, currency: str) -> None:
    """Raise ApiError unless `amount` minor units of `currency` can be charged."""
    if currency not in LEAST:
        raise invalid(f"Invalid currency: {currency}.", param="currency")
    if amount < LEAST[currency]:
        raise invalid(
            "Amount must convert to at least 50 cents.", code="amount_too_small", param="amount"
        )
    if amount > MOST:
        raise invalid(
            "Amount must be no more than 999,999.99.", code="amount_too_large", param="amount"
        )


def taken(call: Call, intent: Resource, card: Resource) -> Resource:
    """The money is ours: a charge and the movement of our balance."""
    charge = _charge(
        call, intent, card,
        amount_captured=intent["amount"], captured=True, paid=True, status="succeeded",
        outcome=_outcome("authorized", "approved_by_network", None, "Payment complete."),
    )  # fmt: skip
    fee = intent["amount"] * FEE_PER_MILLE // 1000 + FEE_EACH.get(intent["currency"], 25)
    moved = balance_moved(
        call, "charge", charge["id"], intent["amount"], intent["currency"], fee=fee
    )
    charge["balance_transaction"] = moved["id"]
    return call.store.save(charge)


def declined(call: Call, intent: Resource, card: Resource, why: Decline) -> Resource:
    """The bank said no: a failed charge, and nothing moved."""
    reason = why.decline_code or why.code
    return _charge(
        call, intent, card,
        amount_captured=0, captured=False, paid=False, status="failed",
        failure_code=why.code, failure_message=why.message,
        outcome=_outcome("issuer_declined", "declined_by_network", reason, why.message),
    )  # fmt: skip


def balance_moved(
    call: Call, type_: str, source: str | None, amount: int, currency: str, *, fee: int = 0,
    category: str | None = None,
) -> Resource:  # fmt: skip
    """A movement of our balance by `amount` minor units, less a fee."""
    charged = {
        "amount": fee,
        "application": None,
        "currency": currency,
        "description": "Stripe processing fees",
        "type": "stripe_fee",
    }
    return call.make(
        stripe.BalanceTransaction,
        "txn",
        amount=amount,
        available_on=call.now + DAYS_UNTIL_AVAILABLE * 86_400,
        balance_type="payments",
        currency=currency,
        fee=fee,
        fee_details=[charged] if fee else [],
        net=amount - fee,
        reporting_category=category or type_,
        source=source,
        status="pending",
        type=type_,
    )


def _charge(call: Call, intent: Resource, card: Resource, **end: Any) -> Resource:
    shown: Resource = dict.fromkeys(fields(stripe.Charge.PaymentMethodDetails.Card))
    shown |= {name: card["card"][name] for name in SHOWN_OF_A_CARD}
    shown |= {"checks": card["card"]["checks"], "network": card["card"]["brand"]}
    return call.make(
        stripe.Charge,
        "ch",
        amount=intent["amount"],
        amount_refunded=0,
        billing_details=card["billing_details"],
        calculated_statement_descriptor="TEST GATEWAY",
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        fraud_details={},
        metadata=intent["metadata"],
        payment_intent=intent["id"],
        payment_method=card["id"],
        payment_method_details={"card": shown, "type": "card"},
        receipt_email=intent["receipt_email"],
        refunded=False,
        **end,
    )


def _outcome(type_: str, network: str, reason: str | None, message: str) -> Resource:
    return {
        "advice_code": None,
        "network_advice_code": None,
        "network_decline_code": None,
        "network_status": network,
        "reason": reason,
        "risk_level": "normal",
        "seller_message": message,
        "type": type_,
    }
