"""Idempotency keys, as Stripe documents them, with real threads."""

import threading
from collections import Counter

import pytest
import stripe

from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.http import charges
from saas.billing.gateway.simulator.keys import Keys

DAY = 24 * 60 * 60


class TestTheSameKeyAgain:
    def test_gives_the_same_answer_and_no_second_charge(self, simulator, card_of, pay):
        card = card_of()

        first, second = pay(card, key="k"), pay(card, key="k")

        assert first.id == second.id
        assert second.last_response.headers["idempotent-replayed"] == "true"
        assert "idempotent-replayed" not in first.last_response.headers
        assert len(charges(simulator)) == 1

    def test_gives_a_decline_again_too(self, simulator, card_of, pay):
        card = card_of("pm_card_chargeCustomerFail")

        ids = set()
        for _ in range(3):
            with pytest.raises(stripe.CardError) as refused:
                pay(card, key="k")
            ids.add(refused.value.error.payment_intent.id)

        assert len(ids) == 1

    def test_with_other_parameters_is_refused(self, simulator, card_of, pay):
        card = card_of()
        pay(card, key="k")

        with pytest.raises(stripe.IdempotencyError, match="same parameters") as refused:
            pay(card, key="k", amount=1_00_00)

        assert refused.value.http_status == 400
        assert len(charges(simulator)) == 1

    def test_after_refused_parameters_is_still_free(self, card_of, pay):
        card = card_of()
        with pytest.raises(stripe.InvalidRequestError, match="unknown parameter"):
            pay(card, key="k", colour="red")

        assert pay(card, key="k").status == "succeeded"

    def test_after_a_day_is_forgotten(self, simulator, clock, card_of, pay):
        card = card_of()
        pay(card, key="k")
        clock.now += DAY - 1
        pay(card, key="k")
        assert len(charges(simulator)) == 1

        clock.now += 1
        pay(card, key="k")

        assert len(charges(simulator)) == 2

    def test_does_not_count_when_only_asking(self, stripe_api, customer):
        options = {"idempotency_key": "k"}
        first = stripe_api.customers.retrieve(customer.id, options=options)
        stripe_api.customers.update(customer.id, {"name": "Another"})

        assert stripe_api.customers.retrieve(customer.id, options=options).name != first.name

    def test_may_not_be_endless(self, card_of, pay):
        with pytest.raises(stripe.InvalidRequestError, match="255"):
            pay(card_of(), key="k" * 256)


def at_once(times, deed):
    """Let `times` threads do it at the same moment; what each came to."""
    told, gate = [], threading.Barrier(times)

    def run():
        gate.wait()
        try:
            told.append(deed())
        except stripe.APIError as refused:
            told.append(refused.http_status)

    threads = [threading.Thread(target=run) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


class TestTheSameKeyAtOnce:
    def test_charges_once_and_the_others_wait_or_see_the_same(self, simulator, card_of, pay):
        card = card_of()
        simulator.suffer(Faults(slow=1000, slow_ms=100, only="/v1/payment_intents"))

        told = at_once(8, lambda: pay(card, key="k").id)

        assert len(charges(simulator)) == 1
        kinds = Counter("conflict" if answer == 409 else answer for answer in told)
        assert kinds["conflict"] >= 1
        assert len(kinds) == 2  # one payment and conflicts, nothing else

    def test_tried_again_by_the_sdk_ends_well_for_everyone(self, simulator, card_of, pay):
        card = card_of()
        simulator.suffer(Faults(slow=1000, slow_ms=10, only="/v1/payment_intents"))

        def patient():
            for _ in range(200):
                try:
                    return pay(card, key="k").id
                except stripe.APIError:
                    continue
            return None

        assert len(set(at_once(8, patient))) == 1
        assert len(charges(simulator)) == 1

    def test_without_keys_charges_every_time(self, simulator, card_of, pay):
        """The control: what the key prevents does happen without it."""
        card = card_of()

        at_once(8, lambda: pay(card).id)

        assert len(charges(simulator)) == 8

    def test_without_the_guard_charges_more_than_once(self, simulator, card_of, pay, monkeypatch):
        """The control of the guard itself: a store that only looks, and never claims."""
        card = card_of()
        simulator.suffer(Faults(slow=1000, slow_ms=50, only="/v1/payment_intents"))
        monkeypatch.setattr(Keys, "claim", lambda *_args, **_more: None)

        at_once(4, lambda: pay(card, key="k").id)

        assert len(charges(simulator)) == 4
