"""The gateway as the app sees it: the real SDK, and a simulator of the test's own behind it."""

import json
from urllib.parse import urlsplit

import pytest

from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.http import charges
from saas.billing.gateway.simulator.simulator import API_KEY, Simulator
from saas.billing.gateway.stripe import StripeGateway
from tests.gateway.conftest import Browser
from tests.gateway.in_process import InProcess


class World:
    """The gateway's side of a test: what was really charged, its pages, its news, its faults."""

    def __init__(self, app):
        self.settings = app.config["SETTINGS"]
        self.app = app
        self.simulator = Simulator(post=self._post)
        self.simulator.listen(
            f"{self.settings.base_url}/webhooks/stripe", self.settings.stripe_webhook_secret
        )
        self.browser = Browser(self.simulator)
        self.heard = []

    @property
    def charges(self):
        """The truth: every charge that took money, as (amount in minor units, our payment)."""
        return [(c["amount"], c["metadata"].get("payment")) for c in charges(self.simulator)]

    def goes_wrong(self, *script, **rates):
        """The next calls about payments go so; without arguments, all is well again."""
        self.simulator.suffer(Faults(script=list(script), only="/v1/payment_intents", **rates))

    def tells(self):
        """Deliver every webhook that waits."""
        return self.simulator.postman.deliver(even_later=True)

    def tells_again(self, *, order=None):
        """Deliver every event of the past once more, in `order` when it is given."""
        events = list(self.simulator.store.all("event"))[::-1]
        for event in order(events) if order else events:
            self._send(event)

    def saves_card(self, number="4242424242424242"):
        """Type a card on the page that was opened last, and answer the bank if it asks."""
        session = next(self.simulator.store.all("checkout.session"))
        back = self.browser.types_card(session["url"], number).headers["Location"]
        if "3d-secure" in back:
            back = self.browser.answers_bank(back, "approve").headers["Location"]
        return back

    def _send(self, event):
        from saas.billing.gateway.simulator.webhooks import signature  # noqa: PLC0415

        body = json.dumps(event)
        signed = signature(body, self.settings.stripe_webhook_secret, self.simulator.clock())
        return self._post("", body.encode(), {"Stripe-Signature": signed})

    def _post(self, _url, body, headers):
        answer = self.app.test_client().post(
            "/webhooks/stripe", data=body, headers=dict(headers), base_url=self.settings.base_url
        )
        self.heard.append(answer.status_code)
        return answer.status_code


@pytest.fixture
def gateway(app, database):
    """The gateway of the app, for this test alone."""
    world = World(app)
    app.extensions["gateway"] = StripeGateway(
        API_KEY,
        app.config["SETTINGS"].stripe_webhook_secret,
        http_client=InProcess(world.simulator),
    )
    yield world
    del app.extensions["gateway"]


def path_of(url):
    """The path and query of an address, as a test client asks for it."""
    parts = urlsplit(url)
    return parts.path + (f"?{parts.query}" if parts.query else "")
