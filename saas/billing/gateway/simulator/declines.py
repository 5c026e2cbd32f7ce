"""Why the bank behind a card says no, in Stripe's words: https://docs.stripe.com/declines/codes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from saas.billing.gateway.simulator.errors import ApiError, card_error


@dataclass(frozen=True, slots=True)
class Decline:
    """Why a bank says no, in Stripe's words."""

    code: str
    message: str
    decline_code: str | None = None

    def error(self, **more: Any) -> ApiError:
        """The 402 that tells of it."""
        return card_error(self.message, code=self.code, decline_code=self.decline_code, **more)


def declined(decline_code: str, message: str = "Your card was declined.") -> Decline:
    """A card that the bank refuses for this reason."""
    return Decline("card_declined", message, decline_code)


GENERIC = declined("generic_decline")
NO_FUNDS = declined("insufficient_funds", "Your card has insufficient funds.")
EXPIRED = Decline("expired_card", "Your card has expired.")
WRONG_CVC = Decline("incorrect_cvc", "Your card's security code is incorrect.")
PROCESSING = Decline(
    "processing_error",
    "An error occurred while processing your card. Try again in a little bit.",
)
NEEDS_HOLDER = Decline(
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
    "authentication_required",
)
NOT_CONFIRMED = (
    "We are unable to authenticate your payment method. Please choose a different payment method"
    " and try again."
)
