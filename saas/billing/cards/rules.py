"""What a saved card is called, until when it can be used, and when it cannot be saved."""

from __future__ import annotations

from datetime import date
from typing import Final

from saas.dates import last_day_of_month
from saas.errors import Away, Refusal
from saas.text import N_

BRANDS: Final = {
    "visa": "Visa",
    "mastercard": "Mastercard",
    "amex": "American Express",
    "discover": "Discover",
    "diners": "Diners Club",
    "jcb": "JCB",
    "unionpay": "UnionPay",
}


class CardGatewayAway(Away):
    """The gateway does not answer, so its page cannot be opened."""

    says = N_(
        "The card gateway does not answer just now. Nothing has been charged. "
        "Try again in a few minutes."
    )


class CardExpired(Refusal):
    """The month the card was good through has passed."""

    says = N_("The card %(card)s has expired. Choose another card, or save your new one.")
    field = "card"
    way_out = ("cards.index", N_("Save a card"))

    def __init__(self, card: str) -> None:
        super().__init__()
        self.card = card


def called(brand: str, last4: str) -> str:
    """A card as people know it: "Visa •••• 4242"."""
    return f"{BRANDS.get(brand, brand.title())} •••• {last4}"


def last_day_of(expires: tuple[int, int]) -> date:
    """The last day a card that expires in (year, month) can be used."""
    return last_day_of_month(date(*expires, 1))


def must_be_good(card: str, *, expires_on: date, today: date) -> None:
    """Raise CardExpired when the last day of `card` has passed."""
    if expires_on < today:
        raise CardExpired(card)
