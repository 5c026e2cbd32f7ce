"""Why a card was declined, in plain words, and what its holder can do about it."""

from __future__ import annotations

from typing import Final

from saas.text import N_, Text

ANOTHER_CARD = N_(
    "Your bank declined the card without saying why. Ask the bank, or use another card."
)

# The codes are Stripe's: https://docs.stripe.com/declines/codes. A card that was reported lost or
# stolen is told of as any declined card, so that whoever holds it learns nothing.
WORDS: Final = {
    "insufficient_funds": N_(
        "There is not enough money on the card. Use another card, or add money and try again."
    ),
    "expired_card": N_("The card has expired. Save your new card and try again."),
    "incorrect_cvc": N_("The security code of the card is wrong. Save the card again."),
    "incorrect_number": N_("The card number is wrong. Save the card again."),
    "authentication_required": N_(
        "Your bank wants you to confirm the payment. Try again and confirm when your bank asks."
    ),
    "payment_intent_authentication_failure": N_(
        "The payment was not confirmed with your bank. Try again and confirm when your bank asks, "
        "or use another card."
    ),
    "card_velocity_exceeded": N_(
        "The card has reached its limit. Ask your bank to raise it, or use another card."
    ),
    "withdrawal_count_limit_exceeded": N_(
        "The card has reached its limit. Ask your bank to raise it, or use another card."
    ),
    "processing_error": N_(
        "The bank could not be reached just now. Nothing was charged. Try again in a few minutes."
    ),
    "try_again_later": N_(
        "The bank could not be reached just now. Nothing was charged. Try again in a few minutes."
    ),
    "issuer_not_available": N_(
        "The bank could not be reached just now. Nothing was charged. Try again in a few minutes."
    ),
    "currency_not_supported": N_("The card cannot pay in this currency. Use another card."),
    "transaction_not_allowed": N_(
        "The card may not be used for this kind of payment. Ask your bank, or use another card."
    ),
    "card_not_supported": N_(
        "The card may not be used for this kind of payment. Ask your bank, or use another card."
    ),
    "cancelled": N_("The payment was cancelled before it was confirmed. Nothing was charged."),
    "card_gone": N_("The card is no longer saved with us. Choose or save another card."),
    "amount_too_small": N_(
        "The amount is too small for a card payment. Choose more invoices, or pay by bank transfer."
    ),
    "amount_too_large": N_(
        "The amount is too large for one card payment. Choose fewer invoices, or pay by bank "
        "transfer."
    ),
}


def in_plain_words(code: str) -> Text:
    """What happened and what to do: a sentence for whoever holds the card."""
    return Text(WORDS.get(code, ANOTHER_CARD))
