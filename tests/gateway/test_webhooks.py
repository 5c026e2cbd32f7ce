"""Events and their deliveries: signed, retried, doubled and shuffled."""

import json

import pytest
import stripe

from saas.billing.gateway.simulator.faults import Faults

SECRET = "whsec_of_the_tests"
URL = "http://127.0.0.1:9/webhooks/stripe"


class Ear:
    """Hears deliveries, and answers each with the next of `answers`, then with 200."""

    def __init__(self):
        self.heard, self.answers = [], []

    def __call__(self, url, body, headers):
        answer = self.answers.pop(0) if self.answers else 200
        if isinstance(answer, Exception):
            raise answer
        self.heard.append((url, body.decode(), headers))
        return answer

    @property
    def types(self):
        return [json.loads(body)["type"] for _url, body, _headers in self.heard]

    @property
    def ids(self):
        return [json.loads(body)["id"] for _url, body, _headers in self.heard]


@pytest.fixture
def ear(simulator):
    ear = Ear()
    simulator.postman.post = ear
    simulator.listen(URL, SECRET)
    return ear


class TestDeliveries:
    def test_tell_what_happened_in_order(self, simulator, ear, card_of, pay):
        pay(card_of())

        simulator.postman.deliver()

        assert ear.types == [
            "customer.created",
            "payment_method.attached",
            "payment_intent.created",
            "charge.succeeded",
            "payment_intent.succeeded",
        ]
        assert simulator.postman.deliver() == 0

    def test_are_signed_so_that_the_sdk_believes_them(self, simulator, ear, customer, clock):
        simulator.postman.deliver()
        (_url, body, headers) = ear.heard[0]
        sent = headers["Stripe-Signature"]

        assert stripe.WebhookSignature.verify_header(body, sent, SECRET)
        for wrong_body, wrong_secret in ((body + " ", SECRET), (body, "whsec_other")):
            with pytest.raises(stripe.SignatureVerificationError):
                stripe.WebhookSignature.verify_header(wrong_body, sent, wrong_secret)

    def test_that_are_not_taken_come_again_later(self, simulator, ear, customer, clock):
        ear.answers = [500, ConnectionRefusedError()]
        simulator.postman.deliver()
        simulator.postman.deliver()
        assert len(ear.heard) == 1  # the next attempt is not due yet

        clock.now += 1
        simulator.postman.deliver()  # nobody answers
        clock.now += 5
        simulator.postman.deliver()

        assert len(set(ear.ids)) == 1
        assert len(ear.heard) == 2

    def test_are_doubled_lost_and_shuffled_when_asked(self, simulator, ear, card_of, pay):
        simulator.postman.deliver()
        ear.heard.clear()
        simulator.suffer(Faults(seed=7, webhook_doubled=1000, webhooks_shuffled=True))
        pay(card_of())

        simulator.postman.deliver()

        assert len(ear.ids) == 2 * len(set(ear.ids)) == 8
        in_order = [event["id"] for event in simulator.store.all("event")][::-1][1:]
        assert ear.ids != [id_ for id_ in in_order for _ in range(2)]
        simulator.suffer(Faults(webhook_lost=1000))
        pay(card_of())
        assert simulator.postman.deliver() == 0

    def test_go_only_to_those_who_listen(self, simulator, stripe_api, ear, customer):
        only_refunds = stripe_api.webhook_endpoints.create(
            {"url": "http://127.0.0.1:9/refunds", "enabled_events": ["refund.created"]}
        )
        assert only_refunds.secret.startswith("whsec_")
        assert stripe_api.webhook_endpoints.retrieve(only_refunds.id).secret is None

        stripe_api.customers.create({"name": "Another"})
        simulator.postman.deliver()

        assert {url for url, _body, _headers in ear.heard} == {URL}
        event = stripe_api.events.list({"type": "customer.created"}).data[0]
        assert event.pending_webhooks == 1
        assert event.data.object["name"] == "Another"

    def test_listening_twice_is_listening_once(self, simulator, ear, customer):
        simulator.listen(URL, "whsec_rotated")

        simulator.postman.deliver()

        assert len(ear.heard) == 1
        stripe.WebhookSignature.verify_header(
            ear.heard[0][1], ear.heard[0][2]["Stripe-Signature"], "whsec_rotated"
        )
