"""Bad days, chosen by a seed or by a script."""

import pytest
import stripe

from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.http import charges
from saas.billing.gateway.simulator.simulator import API_KEY
from tests.gateway.in_process import InProcess


@pytest.fixture
def next_call(simulator):
    def goes(*faults):
        simulator.suffer(Faults(script=list(faults), only="/v1/payment_intents"))

    return goes


class TestWhatGoesWrong:
    @pytest.mark.parametrize(
        ("fault", "heard", "charged"),
        [
            ("lost_request", stripe.APIConnectionError, 0),
            ("lost_reply", stripe.APIConnectionError, 1),
            ("rate_limited", stripe.RateLimitError, 0),
            ("server_error", stripe.APIError, 0),
            ("server_error_after", stripe.APIError, 1),
        ],
    )
    def test_is_heard_and_may_have_charged_all_the_same(
        self, simulator, card_of, pay, next_call, fault, heard, charged
    ):
        card = card_of()
        next_call(fault)

        with pytest.raises(heard):
            pay(card, key="k")

        assert len(charges(simulator)) == charged

    @pytest.mark.parametrize("fault", ["lost_request", "lost_reply", "rate_limited"])
    def test_asked_again_with_the_same_key_ends_in_one_charge(
        self, simulator, card_of, pay, next_call, fault
    ):
        card = card_of()
        next_call(fault)
        with pytest.raises(stripe.StripeError):
            pay(card, key="k")

        assert pay(card, key="k").status == "succeeded"
        assert len(charges(simulator)) == 1

    def test_a_server_error_is_the_answer_of_its_key_for_good(
        self, simulator, card_of, pay, next_call
    ):
        card = card_of()
        next_call("server_error")

        for _ in range(2):
            with pytest.raises(stripe.APIError):
                pay(card, key="k")

        assert charges(simulator) == []

    def test_the_sdk_itself_gets_through_a_lost_reply(self, simulator, card_of, customer):
        card = card_of()
        simulator.suffer(Faults(script=["lost_reply", "lost_request"]))
        patient = stripe.StripeClient(
            API_KEY, http_client=InProcess(simulator), max_network_retries=2
        )

        paid = patient.v1.payment_intents.create(
            {
                "amount": 500,
                "currency": "sek",
                "customer": customer.id,
                "payment_method": card.id,
                "confirm": True,
                "off_session": True,
            }
        )

        assert paid.status == "succeeded"
        assert len(charges(simulator)) == 1


class TestTheSeed:
    def day(self, seed):
        faults = Faults(seed=seed, lost_request=200, lost_reply=200, server_error=50)
        return [faults.for_call("/v1/payment_intents") for _ in range(500)]

    def test_gives_the_same_day_again(self):
        assert self.day(1) == self.day(1)
        assert self.day(1) != self.day(2)

    def test_gives_about_as_many_faults_as_asked(self):
        day = self.day(3)

        assert 60 < day.count("lost_request") < 140
        assert 60 < day.count("lost_reply") < 140
        assert 250 < day.count("ok") < 330

    def test_leaves_other_paths_alone(self):
        faults = Faults(lost_request=1000, only="/v1/payment_intents")

        assert faults.for_call("/v1/customers") == "ok"
        assert faults.for_call("/v1/payment_intents/pi_1/confirm") == "lost_request"
