"""The port in our own words, through the real SDK, against the simulator."""

import json
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest

from saas.billing.gateway.declines import ANOTHER_CARD, WORDS, in_plain_words
from saas.billing.gateway.port import (
    Confirming,
    Declined,
    GatewayUnreachable,
    NotFromGateway,
    Settled,
)
from saas.billing.gateway.simulator.faults import Faults
from saas.billing.gateway.simulator.http import charges
from saas.billing.gateway.simulator.simulator import API_KEY, world_clock
from saas.billing.gateway.simulator.webhooks import signature
from saas.billing.gateway.stripe import StripeGateway
from saas.money import Money
from tests.gateway.conftest import SHOP
from tests.gateway.in_process import InProcess

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
SECRET = "whsec_of_the_port"
AMOUNT = Money.sek(125)


@pytest.fixture
def gateway(simulator):
    return StripeGateway(API_KEY, SECRET, http_client=InProcess(simulator))


@pytest.fixture
def bakery_at_gateway(gateway):
    return gateway.add_customer(customer_number="K1", name="Ågrens Bageri AB")


@pytest.fixture
def save(gateway, browser, bakery_at_gateway):
    """Type a card on the hosted page; the visit's id."""

    def typed(number="4242424242424242"):
        visit = gateway.open_card_page(
            customer=bakery_at_gateway,
            customer_number="K1",
            success_url=f"{SHOP}/cards/saved?visit={{VISIT}}",
            cancel_url=f"{SHOP}/cards",
            language="sv",
        )
        back = browser.types_card(visit.url, number).headers["Location"]
        if "3d-secure" in back:
            back = browser.answers_bank(back, "approve").headers["Location"]
        assert back == f"{SHOP}/cards/saved?visit={visit.id}"
        return visit.id

    return typed


@pytest.fixture
def charge(gateway, bakery_at_gateway):
    def asked(card, reference="pay_1", key="key-1", amount=AMOUNT):
        return gateway.charge(
            amount,
            customer=bakery_at_gateway,
            card_token=card.token,
            reference=reference,
            customer_number="K1",
            idempotency_key=key,
            return_url=f"{SHOP}/payments/{reference}",
        )

    return asked


class TestSecrets:
    @pytest.mark.parametrize(("key", "secret"), [("", SECRET), (API_KEY, ""), (API_KEY, " ")])
    def test_cannot_be_empty(self, key, secret):
        with pytest.raises(ValueError, match="webhook secret"):
            StripeGateway(key, secret)


class TestCustomers:
    def test_asked_twice_are_one(self, gateway, bakery_at_gateway, stripe_api):
        again = gateway.add_customer(customer_number="K1", name="Ågrens Bageri AB")

        assert again == bakery_at_gateway
        assert len(stripe_api.customers.list().data) == 1


class TestSavedCards:
    def test_come_from_the_hosted_page(self, gateway, save, bakery_at_gateway):
        card = gateway.card_saved_by(save())

        assert (card.brand, card.last4, card.expires) == ("visa", "4242", (2034, 12))
        assert gateway.cards(bakery_at_gateway) == [card]

    def test_are_not_there_before_they_are_saved(self, gateway, bakery_at_gateway):
        visit = gateway.open_card_page(
            customer=bakery_at_gateway,
            customer_number="K1",
            success_url=SHOP,
            cancel_url=SHOP,
            language="en",
        )

        assert gateway.card_saved_by(visit.id) is None
        assert gateway.card_saved_by("cs_test_absent") is None

    def test_are_let_go_once_however_often_it_is_asked(self, gateway, save, bakery_at_gateway):
        card = gateway.card_saved_by(save())

        for _ in range(2):
            gateway.forget_card(card.token)
        gateway.forget_card("pm_absent")

        assert gateway.cards(bakery_at_gateway) == []


class TestCharging:
    def test_settles(self, gateway, save, charge, simulator):
        answer = charge(gateway.card_saved_by(save()))

        assert isinstance(answer, Settled)
        assert answer.amount == AMOUNT
        (taken,) = charges(simulator)
        assert taken["metadata"] == {"payment": "pay_1", "tenant": "K1"}

    def test_asks_the_holder_when_the_bank_wants_it(self, gateway, save, charge, browser):
        answer = charge(gateway.card_saved_by(save("4000002760003184")))
        assert isinstance(answer, Confirming)

        back = browser.answers_bank(answer.url, "approve")

        assert back.headers["Location"].startswith(f"{SHOP}/payments/pay_1?")
        assert gateway.payment(answer.payment) == Settled(answer.payment, AMOUNT)

    @pytest.mark.parametrize(
        ("number", "code"),
        [
            ("4000000000000341", "generic_decline"),
            ("4000008260003178", "insufficient_funds"),
        ],
    )
    def test_says_in_plain_words_why_not(self, gateway, save, charge, browser, number, code):
        answer = charge(gateway.card_saved_by(save(number)))
        if isinstance(answer, Confirming):
            browser.answers_bank(answer.url, "approve")
            answer = gateway.payment(answer.payment)

        assert isinstance(answer, Declined)
        assert answer.code == code
        assert answer.because == in_plain_words(code)

    def test_says_so_too_when_the_holder_did_not_confirm(self, gateway, save, charge, browser):
        answer = charge(gateway.card_saved_by(save("4000002760003184")))

        browser.answers_bank(answer.url, "decline")

        assert gateway.payment(answer.payment).code == "payment_intent_authentication_failure"

    def test_a_card_that_was_let_go_is_declined_not_a_fault(self, gateway, save, charge):
        card = gateway.card_saved_by(save())
        gateway.forget_card(card.token)

        assert charge(card) == Declined(None, "card_gone", in_plain_words("card_gone"))

    def test_so_is_an_amount_no_card_can_pay(self, gateway, save, charge):
        card = gateway.card_saved_by(save())

        assert charge(card, key="1", amount=Money(299)).code == "amount_too_small"
        assert charge(card, key="2", amount=Money(100_000_000)).code == "amount_too_large"

    def test_cancelled_before_it_is_confirmed_takes_nothing(
        self, gateway, save, charge, simulator, browser
    ):
        answer = charge(gateway.card_saved_by(save("4000002760003184")))

        assert gateway.cancel(answer.payment).code == "cancelled"
        browser.answers_bank(answer.url, "approve")

        assert charges(simulator) == []

    def test_cancelled_too_late_tells_that_it_is_settled(self, gateway, save, charge):
        answer = charge(gateway.card_saved_by(save()))

        assert gateway.cancel(answer.payment) == answer

    def test_can_be_given_back(self, gateway, save, charge, simulator):
        answer = charge(gateway.card_saved_by(save()))

        for _ in range(2):
            gateway.refund(answer.payment, Money.sek(25), idempotency_key="refund-1")

        assert [c["amount_refunded"] for c in charges(simulator)] == [25_00]


class TestAnUnknownOutcome:
    @pytest.mark.parametrize("fault", ["lost_request", "lost_reply", "rate_limited"])
    def test_is_looked_up_before_it_is_tried_again(
        self, gateway, save, charge, simulator, fault, bakery_at_gateway
    ):
        card = gateway.card_saved_by(save())
        simulator.suffer(Faults(script=[fault] * 3))
        with pytest.raises(GatewayUnreachable) as unknown:
            charge(card)
        assert not unknown.value.key_is_spent
        simulator.suffer(Faults())

        found = gateway.find_payment(customer=bakery_at_gateway, reference="pay_1", since=LONG_AGO)

        assert (found is not None) == (fault == "lost_reply")
        assert isinstance(found or charge(card), Settled)
        assert len(charges(simulator)) == 1

    @pytest.mark.parametrize("fault", ["server_error", "server_error_after"])
    def test_whose_key_is_spent_says_so(
        self, gateway, save, charge, simulator, fault, bakery_at_gateway
    ):
        card = gateway.card_saved_by(save())
        simulator.suffer(Faults(script=[fault]))

        with pytest.raises(GatewayUnreachable) as unknown:
            charge(card)

        assert unknown.value.key_is_spent  # the SDK asked again and heard the same fault
        found = gateway.find_payment(customer=bakery_at_gateway, reference="pay_1", since=LONG_AGO)
        assert isinstance(found or charge(card, key="key-2"), Settled)
        assert len(charges(simulator)) == 1

    def test_another_request_with_the_key_just_now_is_unknown_too(
        self, gateway, save, charge, simulator
    ):
        card = gateway.card_saved_by(save())
        simulator.suffer(Faults(slow=1000, slow_ms=150, only="/v1/payment_intents"))
        first = threading.Thread(target=lambda: charge(card))
        first.start()
        time.sleep(0.05)

        with pytest.raises(GatewayUnreachable) as unknown:
            charge(card)

        first.join()
        assert not unknown.value.key_is_spent
        assert len(charges(simulator)) == 1

    def test_is_looked_for_among_the_payments_made_since(
        self, gateway, save, charge, clock, bakery_at_gateway
    ):
        asked = {"customer": bakery_at_gateway, "reference": "pay_1"}
        made = datetime.fromtimestamp(clock.now, UTC)
        charge(gateway.card_saved_by(save()))
        clock.now += 60

        assert isinstance(gateway.find_payment(**asked, since=made), Settled)
        assert gateway.find_payment(**asked, since=made + timedelta(seconds=1)) is None

    def test_of_another_payment_is_not_taken_for_ours(self, gateway, save, charge):
        card = gateway.card_saved_by(save())
        other = gateway.add_customer(customer_number="K2", name="Smithy")
        charge(card)

        assert gateway.find_payment(customer=other, reference="pay_1", since=LONG_AGO) is None


class TestHearing:
    def body(self, **about):
        object_ = {"id": "pi_1", "metadata": {"payment": "pay_1", "tenant": "K1"}, **about}
        event = {"id": "evt_1", "type": "payment_intent.succeeded", "data": {"object": object_}}
        return json.dumps(event).encode()

    def test_believes_what_is_signed(self, gateway):
        body = self.body()

        news = gateway.hear(body, signature(body.decode(), SECRET, world_clock()))

        assert (news.event_id, news.kind, news.object_id) == (
            "evt_1",
            "payment_intent.succeeded",
            "pi_1",
        )
        assert (news.reference, news.customer_number) == ("pay_1", "K1")

    def test_hears_what_is_not_ours_too(self, gateway):
        body = self.body(metadata={})

        assert gateway.hear(body, signature(body.decode(), SECRET, world_clock())).reference is None

    @pytest.mark.parametrize(
        "wrong", ["nothing", "another secret", "another body", "too old", "nonsense", "not text"]
    )
    def test_believes_nothing_else(self, gateway, wrong):
        body, at = self.body(), world_clock()
        sent = {
            "nothing": "",
            "another secret": signature(body.decode(), "whsec_other", at),
            "another body": signature(self.body(id="pi_2").decode(), SECRET, at),
            "too old": signature(body.decode(), SECRET, at - 301),
            "nonsense": "t=x,v1=y",
            "not text": signature(body.decode(), SECRET, at),
        }[wrong]

        with pytest.raises(NotFromGateway):
            gateway.hear(b"\xff" if wrong == "not text" else body, sent)


class TestPlainWords:
    def test_always_say_what_to_do(self):
        remedies = (
            "another card",
            "again",
            "ask your bank",
            "nothing was charged",
            "bank transfer",
        )

        for said in [*WORDS.values(), ANOTHER_CARD]:
            assert any(remedy in said.lower() for remedy in remedies), said

    def test_do_not_tell_that_a_card_was_stolen(self):
        assert in_plain_words("stolen_card") == in_plain_words("generic_decline")
