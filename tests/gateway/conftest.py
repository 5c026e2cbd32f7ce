"""A gateway of one's own for each test, seen through the real SDK."""

from urllib.parse import urlsplit

import pytest
import stripe
from werkzeug.test import Client

from saas.billing.gateway.simulator.http import Application
from saas.billing.gateway.simulator.simulator import API_KEY, Simulator
from tests.gateway.in_process import InProcess

HOSTED = "http://127.0.0.1:4242"
SHOP = "https://shop.example"


class Clock:
    """A second that stands still until it is moved."""

    def __init__(self):
        self.now = 1_790_000_000

    def __call__(self):
        return self.now


class Browser:
    """A card holder's browser, without JavaScript."""

    def __init__(self, simulator):
        self._client = Client(Application(simulator))

    def get(self, url, **more):
        return self._client.get(self._path(url), **more)

    def post(self, url, data, **more):
        return self._client.post(self._path(url), data=data, **more)

    def types_card(self, url, number="4242 4242 4242 4242", expiry="12/34", cvc="123"):
        return self.post(url, {"number": number, "expiry": expiry, "cvc": cvc, "name": "Alice"})

    def answers_bank(self, url, answer):
        return self.post(url, {"answer": answer})

    @staticmethod
    def _path(url):
        parts = urlsplit(url)
        return parts.path + (f"?{parts.query}" if parts.query else "")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def simulator(clock):
    return Simulator(hosted=HOSTED, clock=clock)


@pytest.fixture
def stripe_api(simulator):
    """The API as the unchanged SDK sees it, without its own retries."""
    return stripe.StripeClient(API_KEY, http_client=InProcess(simulator)).v1


@pytest.fixture
def browser(simulator):
    return Browser(simulator)


@pytest.fixture
def customer(stripe_api):
    return stripe_api.customers.create({"name": "Ågrens Bageri AB", "metadata": {"tenant": "K1"}})


@pytest.fixture
def card_of(stripe_api, customer):
    """A saved card from one of Stripe's ready-made ones."""

    def saved(ready_made="pm_card_visa"):
        return stripe_api.payment_methods.attach(ready_made, {"customer": customer.id})

    return saved


@pytest.fixture
def pay(stripe_api, customer):
    """Charge 125.00 kr, with whatever else is asked."""

    def charged(card, key=None, **more):
        params = {
            "amount": 125_00,
            "currency": "sek",
            "customer": customer.id,
            "payment_method": card.id,
            "confirm": True,
            "return_url": f"{SHOP}/back",
            **more,
        }
        if params.get("off_session"):
            del params["return_url"]
        return stripe_api.payment_intents.create(params, {"idempotency_key": key} if key else {})

    return charged
