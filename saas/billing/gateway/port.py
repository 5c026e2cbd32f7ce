"""What we ask of a card gateway, and what it may answer, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from saas.money import Money
from saas.text import Text


@dataclass(frozen=True, slots=True)
class SavedCard:
    """A card the gateway keeps for us. We know it by a token; its number never comes here.

    `fingerprint` is the same whenever the same card is saved. `expires` is (year, month): the
    card can be used through the last day of that month.
    """

    token: str
    brand: str
    last4: str
    expires: tuple[int, int]
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Visit:
    """A hosted page of the gateway's, waiting for a card holder."""

    id: str
    url: str


@dataclass(frozen=True, slots=True)
class Settled:
    """The money has been taken: exactly `amount`."""

    payment: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Confirming:
    """The card holder's bank asks them to confirm, at `url`. Nothing has been taken."""

    payment: str
    url: str


@dataclass(frozen=True, slots=True)
class Processing:
    """Neither taken nor refused yet; the gateway will tell."""

    payment: str


@dataclass(frozen=True, slots=True)
class Declined:
    """Refused for good: nothing has been or will be taken by this attempt.

    `code` is stable (`insufficient_funds`), `because` says in plain words what happened and what
    to do. `payment` is None when the gateway did not even begin one.
    """

    payment: str | None
    code: str
    because: Text


Answer: TypeAlias = Settled | Confirming | Processing | Declined


@dataclass(frozen=True, slots=True)
class News:
    """Something the gateway says has happened. It is only a hint to look: ask for the object.

    `reference` and `customer_number` are what we sent along, or None for what is not ours.
    """

    event_id: str
    kind: str
    object_id: str
    reference: str | None
    customer_number: str | None


class GatewayUnreachable(Exception):
    """We do not know what happened. Not a failure: look for the payment, then ask again.

    The same idempotency key must be used again, unless `key_is_spent`: the gateway has ended the
    request and will go on answering it with its own fault. Then, and only when no payment with
    our reference is found, a new key is safe.
    """

    def __init__(self, what: str, *, key_is_spent: bool = False) -> None:
        super().__init__(what)
        self.key_is_spent = key_is_spent


class NotFromGateway(Exception):
    """A webhook that is not signed with our secret, or was signed too long ago."""


class Gateway(Protocol):
    """A card gateway. Every deed may raise GatewayUnreachable."""

    def add_customer(self, *, customer_number: str, name: str) -> str:
        """The gateway's id for one of our tenants. Asked again within a day, the same id."""
        ...

    def open_card_page(
        self,
        *,
        customer: str,
        customer_number: str,
        success_url: str,
        cancel_url: str,
        language: str,
    ) -> Visit:
        """A hosted page where a card is typed and saved; it takes no money.

        `{VISIT}` in `success_url` becomes the id of the visit.
        """
        ...

    def card_saved_by(self, visit_id: str) -> SavedCard | None:
        """The card that a visit saved; None when it has not, or not yet, saved one."""
        ...

    def cards(self, customer: str) -> list[SavedCard]:
        """The cards kept for a customer, newest first."""
        ...

    def forget_card(self, token: str) -> None:
        """Let go of a card. It can never be used again. Unknown ones are gone already."""
        ...

    def charge(
        self,
        amount: Money,
        *,
        customer: str,
        card_token: str,
        reference: str,
        customer_number: str,
        idempotency_key: str,
        return_url: str,
    ) -> Answer:
        """Charge a saved card while its holder is present.

        `reference` is the public id of our payment, by which `find_payment` finds it again.
        `return_url` is where the bank sends the holder back. Asked twice with one key, it
        answers as the first time.
        """
        ...

    def find_payment(self, *, customer: str, reference: str, since: datetime) -> Answer | None:
        """What became of the payment with our reference; None when there never was one.

        Looked for among those made at or after `since`, by the world's clock.
        """
        ...

    def payment(self, payment: str) -> Answer:
        """What has become of a payment, asked anew."""
        ...

    def cancel(self, payment: str) -> Answer:
        """Give up a payment that is not settled; the answer tells what it had become."""
        ...

    def refund(self, payment: str, amount: Money, *, idempotency_key: str) -> str:
        """Give back `amount` of a settled payment; the gateway's id of the refund."""
        ...

    def hear(self, body: bytes, signature: str) -> News:
        """What a webhook tells. Raises NotFromGateway unless it is signed, and lately."""
        ...
