"""The one module that speaks to Stripe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import stripe

from saas.billing.gateway import answers
from saas.billing.gateway.port import (
    Answer,
    GatewayUnreachable,
    News,
    NotFromGateway,
    SavedCard,
    Visit,
)
from saas.money import Money

TIMEOUT, RETRIES = (5, 30), 2  # seconds to connect and to wait for an answer; tries more
TOLERANCE = 300  # seconds a webhook may be old


class StripeGateway:
    """Stripe, or what speaks its API at `api_base`. Raises ValueError for an empty secret."""

    def __init__(
        self,
        api_key: str,
        webhook_secret: str,
        *,
        api_base: str = "",
        http_client: stripe.HTTPClient | None = None,
    ) -> None:
        # Without a secret anybody could tell us that a payment was made.
        if not api_key.strip() or not webhook_secret.strip():
            raise ValueError("Stripe needs both its secret key and a webhook secret.")
        stripe.enable_telemetry = False  # it would be written to the home directory
        self._webhook_secret = webhook_secret
        self._stripe = stripe.StripeClient(
            api_key,
            base_addresses={"api": api_base} if api_base else None,
            http_client=http_client or stripe.RequestsClient(timeout=TIMEOUT),
            max_network_retries=RETRIES,
        ).v1

    def add_customer(self, *, customer_number: str, name: str) -> str:
        """The gateway's id for one of our tenants. Asked again within a day, the same id."""
        with _answered():
            made = self._stripe.customers.create(
                {"name": name, "metadata": {"tenant": customer_number}},
                {"idempotency_key": f"customer-{customer_number}"},
            )
        return made.id

    def open_card_page(
        self,
        *,
        customer: str,
        customer_number: str,
        success_url: str,
        cancel_url: str,
        language: str,
    ) -> Visit:
        """A hosted page (Checkout, mode setup) where a card is typed and saved."""
        with _answered():
            session = self._stripe.checkout.sessions.create(
                {
                    "mode": "setup",
                    "currency": "sek",
                    "customer": customer,
                    "success_url": success_url.replace("{VISIT}", "{CHECKOUT_SESSION_ID}"),
                    "cancel_url": cancel_url,
                    "locale": "sv" if language == "sv" else "en",
                    "metadata": {"tenant": customer_number},
                }
            )
        return Visit(session.id, session.url or cancel_url)

    def card_saved_by(self, visit_id: str) -> SavedCard | None:
        """The card that a visit saved; None when it has not, or not yet, saved one."""
        try:
            with _answered():
                session = self._stripe.checkout.sessions.retrieve(
                    visit_id, {"expand": ["setup_intent.payment_method"]}
                )
        except stripe.InvalidRequestError as unknown:
            if unknown.code != "resource_missing":
                raise
            return None
        setup = session.setup_intent if session.status == "complete" else None
        return answers.card_of(getattr(setup, "payment_method", None))

    def cards(self, customer: str) -> list[SavedCard]:
        """The cards kept for a customer, newest first."""
        with _answered():
            listed = self._stripe.payment_methods.list(
                {"customer": customer, "type": "card", "limit": 100}
            )
            return [card for kept in listed.auto_paging_iter() if (card := answers.card_of(kept))]

    def forget_card(self, token: str) -> None:
        """Let go of a card. Unknown ones, and those let go before, are gone already."""
        try:
            with _answered():
                self._stripe.payment_methods.detach(token)
        except stripe.InvalidRequestError as refused:
            if refused.code != "resource_missing" and "not attached" not in str(refused):
                raise

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
        """Charge a saved card while its holder is present."""
        try:
            with _answered():
                intent = self._stripe.payment_intents.create(
                    {
                        "amount": amount.minor,
                        "currency": amount.currency.lower(),
                        "customer": customer,
                        "payment_method": card_token,
                        "confirm": True,
                        "return_url": return_url,
                        "metadata": {"payment": reference, "tenant": customer_number},
                    },
                    {"idempotency_key": idempotency_key},
                )
        except stripe.CardError as refused:
            return answers.declined(refused.error)
        except stripe.InvalidRequestError as refused:
            if told := answers.refused(refused):
                return told
            raise
        return answers.answer_of(intent)

    def find_payment(self, *, customer: str, reference: str, since: datetime) -> Answer | None:
        """What became of the payment with our reference, made since; None for none."""
        with _answered():
            listed = self._stripe.payment_intents.list(
                {"customer": customer, "created": {"gte": int(since.timestamp())}, "limit": 100}
            )
            found = (i for i in listed.auto_paging_iter() if answers.reference_of(i) == reference)
            return next(map(answers.answer_of, found), None)

    def payment(self, payment: str) -> Answer:
        """What has become of a payment, asked anew."""
        with _answered():
            return answers.answer_of(self._stripe.payment_intents.retrieve(payment))

    def cancel(self, payment: str) -> Answer:
        """Give up a payment that is not settled; the answer tells what it had become."""
        try:
            with _answered():
                return answers.answer_of(self._stripe.payment_intents.cancel(payment))
        except stripe.InvalidRequestError as refused:
            if refused.code != "payment_intent_unexpected_state":
                raise
        return self.payment(payment)

    def refund(self, payment: str, amount: Money, *, idempotency_key: str) -> str:
        """Give back `amount` of a settled payment; the gateway's id of the refund."""
        with _answered():
            refund = self._stripe.refunds.create(
                {"payment_intent": payment, "amount": amount.minor},
                {"idempotency_key": idempotency_key},
            )
        return refund.id

    def hear(self, body: bytes, signature: str) -> News:
        """What a webhook tells. Raises NotFromGateway unless it is signed, and lately."""
        try:
            stripe.WebhookSignature.verify_header(
                body, signature, self._webhook_secret, tolerance=TOLERANCE
            )
            return answers.news_of(body)
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as wrong:
            raise NotFromGateway from wrong


@contextmanager
def _answered() -> Iterator[None]:
    """Raise GatewayUnreachable when there is no answer to rely on."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError) as lost:
        raise GatewayUnreachable(str(lost)) from lost
    except stripe.APIError as fault:
        replayed = (fault.headers or {}).get("idempotent-replayed") == "true"
        raise GatewayUnreachable(str(fault), key_is_spent=replayed) from fault
