"""Reading what Stripe answers: its objects as our words.

Nothing here calls or imports Stripe; the objects are taken as they come.
"""

from __future__ import annotations

import json
from typing import Any

from saas.billing.gateway.declines import in_plain_words
from saas.billing.gateway.port import (
    Answer,
    Confirming,
    Declined,
    News,
    Processing,
    SavedCard,
    Settled,
)
from saas.money import Money

# Faults of the card or the amount, not of ours: told to whoever pays.
TELLING = {"amount_too_small", "amount_too_large"}


def answer_of(intent: Any) -> Answer:
    """What has become of a PaymentIntent."""
    match intent.status:
        case "succeeded":
            return Settled(intent.id, Money(intent.amount_received, intent.currency.upper()))
        case "requires_action":
            redirect = _told(intent.next_action, "redirect_to_url")
            url = _told(redirect, "url")
            return Confirming(intent.id, url) if url else Processing(intent.id)
        case "canceled":
            return Declined(intent.id, "cancelled", in_plain_words("cancelled"))
        case "requires_payment_method":
            error = intent.last_payment_error
            code = _told(error, "decline_code") or _told(error, "code") or "generic_decline"
            return Declined(intent.id, code, in_plain_words(code))
        case _:
            return Processing(intent.id)


def _told(thing: Any, name: str) -> Any:
    """A field that Stripe leaves out when it has nothing to say."""
    return getattr(thing, name, None)


def declined(error: Any) -> Declined:
    """What a card error says: the bank's reason where it gives one."""
    code = error.decline_code or error.code or "generic_decline"
    intent = error.payment_intent
    return Declined(intent.id if intent else None, code, in_plain_words(code))


def refused(error: Any) -> Declined | None:
    """The card is gone, or the amount is none a card can pay. None: the fault is ours."""
    code = "card_gone" if error.param == "payment_method" else error.code
    if code not in {"card_gone", *TELLING}:
        return None
    return Declined(None, code, in_plain_words(code))


def reference_of(intent: Any) -> str | None:
    """The public id of our payment, which we sent along."""
    sent: str | None = intent.metadata.to_dict().get("payment") if intent.metadata else None
    return sent


def card_of(kept: Any) -> SavedCard | None:
    """A payment method as a saved card; None for what is no card, or not there."""
    card = getattr(kept, "card", None)
    if card is None:
        return None
    return SavedCard(
        token=kept.id,
        brand=card.brand,
        last4=card.last4,
        expires=(card.exp_year, card.exp_month),
        fingerprint=card.fingerprint or "",
    )


def news_of(body: bytes) -> News:
    """What an event tells, and of which payment of ours."""
    event: dict[str, Any] = json.loads(body)
    about: dict[str, Any] = event["data"]["object"]
    ours: dict[str, str] = about.get("metadata") or {}
    return News(
        event_id=event["id"],
        kind=event["type"],
        object_id=about.get("id") or "",
        reference=ours.get("payment"),
        customer_number=ours.get("tenant"),
    )
