"""Stripe's published test cards and what each of them does.

https://docs.stripe.com/testing lists them. They are numbers no bank has given out. Any other
number is refused, so that nobody's own card is ever typed into the simulator with effect.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from saas.billing.gateway.simulator.declines import (
    EXPIRED,
    GENERIC,
    NO_FUNDS,
    PROCESSING,
    WRONG_CVC,
    Decline,
    declined,
)
from saas.billing.gateway.simulator.errors import card_error


class Asks(Enum):
    """When the bank behind a card asks its holder to confirm (3-D Secure)."""

    NEVER = auto()
    ALWAYS = auto()  # at set-up and at every payment, saved or not
    UNLESS_SET_UP = auto()  # once, at set-up or at the first payment
    WITH_HOLDER_PRESENT = auto()  # at set-up and whenever the holder is there to be asked


@dataclass(frozen=True, slots=True)
class Card:
    """One test number and its behaviour."""

    number: str
    does: str
    brand: str = "visa"
    country: str = "US"
    funding: str = "credit"
    asks: Asks = Asks.NEVER
    declines: Decline | None = None
    saves_all_the_same: bool = False  # declines only when charged
    dispute: str | None = None
    ready_made: str | None = None

    @property
    def written(self) -> str:
        """The number in groups of four, as it stands on a card."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))

    def must_ask(self, *, off_session: bool, set_up: bool) -> bool:
        """Whether a payment with this card needs its holder's confirmation."""
        match self.asks:
            case Asks.ALWAYS:
                return True
            case Asks.UNLESS_SET_UP:
                return not set_up
            case Asks.WITH_HOLDER_PRESENT:
                return not (off_session and set_up)
            case Asks.NEVER:
                return False


# What each does is said in English; the hosted page translates it.
PAYS = "Pays at once"
CARDS: Final = (
    Card("4242424242424242", PAYS, ready_made="pm_card_visa"),
    Card(
        "4000002500003155", "Asks the bank once, when it is saved", asks=Asks.UNLESS_SET_UP,
        ready_made="pm_card_authenticationRequiredOnSetup",
    ),
    Card(
        "4000002760003184", "Asks the bank every time", asks=Asks.ALWAYS,
        ready_made="pm_card_authenticationRequired",
    ),
    Card(
        "4000000000003220", "Asks the bank whenever you pay yourself",
        asks=Asks.WITH_HOLDER_PRESENT, ready_made="pm_card_threeDSecure2Required",
    ),
    Card(
        "4000008260003178", "Asks the bank, then has insufficient funds", asks=Asks.ALWAYS,
        declines=NO_FUNDS, saves_all_the_same=True,
        ready_made="pm_card_authenticationRequiredChargeDeclinedInsufficientFunds",
    ),
    Card(
        "4000008400001629", "Asks the bank, then is declined", asks=Asks.WITH_HOLDER_PRESENT,
        declines=GENERIC, saves_all_the_same=True,
        ready_made="pm_card_threeDSecureRequiredChargeDeclined",
    ),
    Card(
        "4000000000000341", "Can be saved, is declined when it pays", declines=GENERIC,
        saves_all_the_same=True, ready_made="pm_card_chargeCustomerFail",
    ),
    Card("4000000000000002", "Is declined", declines=GENERIC, ready_made="pm_card_chargeDeclined"),
    Card(
        "4000000000009995", "Has insufficient funds", declines=NO_FUNDS,
        ready_made="pm_card_chargeDeclinedInsufficientFunds",
    ),
    Card(
        "4000000000009987", "Was reported lost", declines=declined("lost_card"),
        ready_made="pm_card_chargeDeclinedLostCard",
    ),
    Card(
        "4000000000009979", "Was reported stolen", declines=declined("stolen_card"),
        ready_made="pm_card_chargeDeclinedStolenCard",
    ),
    Card(
        "4000000000000069", "Has expired", declines=EXPIRED,
        ready_made="pm_card_chargeDeclinedExpiredCard",
    ),
    Card(
        "4000000000000127", "Has another security code", declines=WRONG_CVC,
        ready_made="pm_card_chargeDeclinedIncorrectCvc",
    ),
    Card(
        "4000000000000119", "Fails while being processed", declines=PROCESSING,
        ready_made="pm_card_chargeDeclinedProcessingError",
    ),
    Card(
        "4000000000006975", "Has reached its limit", declines=declined("card_velocity_exceeded"),
        ready_made="pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    ),
    Card("4100000000000019", "Is stopped as fraud", declines=declined("fraudulent")),
    Card(
        "4000000000000259", "Pays, then the payment is disputed as fraud", dispute="fraudulent",
        ready_made="pm_card_createDispute",
    ),
    Card(
        "4000000000002685", "Pays, then is disputed as never delivered",
        dispute="product_not_received", ready_made="pm_card_createDisputeProductNotReceived",
    ),
    Card("5555555555554444", PAYS, brand="mastercard", ready_made="pm_card_mastercard"),
    Card("378282246310005", PAYS, brand="amex", ready_made="pm_card_amex"),
    Card("4000056655665556", PAYS, funding="debit", ready_made="pm_card_visa_debit"),
    Card("2223003122003222", PAYS, brand="mastercard"),
    Card("5200828282828210", PAYS, brand="mastercard", funding="debit"),
    Card("4000000000000077", PAYS, ready_made="pm_card_bypassPending"),
    Card("4000007520000008", PAYS, country="SE", ready_made="pm_card_se"),
    Card("4000005780000007", PAYS, country="NO", ready_made="pm_card_no"),
    Card("4000002080000001", PAYS, country="DK", ready_made="pm_card_dk"),
    Card("4000002460000001", PAYS, country="FI", ready_made="pm_card_fi"),
)  # fmt: skip
BY_NUMBER: Final = {card.number: card for card in CARDS}
READY_MADE: Final = {card.ready_made: card for card in CARDS if card.ready_made}
ALSO_KNOWN_AS: Final = {
    "pm_card_visa_chargeDeclined": "pm_card_chargeDeclined",
    "pm_card_visa_chargeDeclinedInsufficientFunds": "pm_card_chargeDeclinedInsufficientFunds",
}


def ready_made(token: str) -> Card | None:
    """The card behind one of Stripe's ready-made payment methods, such as `pm_card_visa`."""
    return READY_MADE.get(ALSO_KNOWN_AS.get(token, token))


def of_number(written: str) -> Card:
    """The card with this number, however it is spaced. Raises ApiError for any other number."""
    number = "".join(filter(str.isdecimal, written))
    if number in BY_NUMBER:
        return BY_NUMBER[number]
    if not _adds_up(number):
        raise card_error("Your card number is incorrect.", code="incorrect_number", param="number")
    raise card_error(
        "Your card was declined. Your request was in test mode, but used a non test (live) card."
        " For a list of valid test cards, visit: https://stripe.com/docs/testing.",
        code="card_declined",
        decline_code="test_mode_live_card",
        param="number",
    )


def _adds_up(number: str) -> bool:
    """Luhn's check digit (ISO/IEC 7812-1)."""
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(number)))
    return 12 <= len(number) <= 19 and sum(d // 10 + d % 10 for d in doubled) % 10 == 0  # noqa: PLR2004
