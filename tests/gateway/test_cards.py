"""What each test number does, and that no other number is taken."""

import pytest
import stripe

from saas.billing.gateway.simulator import cards
from saas.billing.gateway.simulator.http import charges

DECLINES = {
    "pm_card_chargeDeclined": ("card_declined", "generic_decline"),
    "pm_card_chargeDeclinedInsufficientFunds": ("card_declined", "insufficient_funds"),
    "pm_card_chargeDeclinedLostCard": ("card_declined", "lost_card"),
    "pm_card_chargeDeclinedStolenCard": ("card_declined", "stolen_card"),
    "pm_card_chargeDeclinedExpiredCard": ("expired_card", None),
    "pm_card_chargeDeclinedIncorrectCvc": ("incorrect_cvc", None),
    "pm_card_chargeDeclinedProcessingError": ("processing_error", None),
}


def typed(number, month=12, year=2034, cvc="123"):
    card = {"number": number, "exp_month": month, "exp_year": year, "cvc": cvc}
    return {"type": "card", "card": card}


class TestNumbers:
    def test_every_test_number_adds_up(self):
        assert all(cards._adds_up(card.number) for card in cards.CARDS)

    def test_no_number_is_listed_twice(self):
        assert len(cards.BY_NUMBER) == len(cards.CARDS)

    def test_anybodys_own_card_is_refused(self, stripe_api):
        with pytest.raises(stripe.CardError) as refused:
            stripe_api.payment_methods.create(typed("4539 5787 6362 1486"))

        assert refused.value.error.decline_code == "test_mode_live_card"

    @pytest.mark.parametrize("number", ["4242424242424241", "", "1234", "4" * 400])
    def test_what_is_no_number_is_refused(self, stripe_api, number):
        with pytest.raises(stripe.CardError) as refused:
            stripe_api.payment_methods.create(typed(number))

        assert refused.value.code == "incorrect_number"

    @pytest.mark.parametrize(
        ("card", "code"),
        [
            (typed("4242424242424242", month=13), "invalid_expiry_month"),
            (typed("4242424242424242", year=2020), "invalid_expiry_year"),
            (typed("4242424242424242", cvc="12"), "invalid_cvc"),
            (typed("378282246310005", cvc="123"), "invalid_cvc"),
        ],
    )
    def test_the_rest_must_be_right_too(self, stripe_api, card, code):
        with pytest.raises(stripe.CardError) as refused:
            stripe_api.payment_methods.create(card)

        assert refused.value.code == code

    def test_the_number_is_never_answered_nor_told(self, simulator, stripe_api, customer):
        card = stripe_api.payment_methods.create(typed("4242424242424242"))
        stripe_api.payment_methods.attach(card.id, {"customer": customer.id})

        shown = "".join(body for (body,) in simulator.store.run("select body from objects"))

        assert "4242" in shown  # the last four
        assert "42424242" not in shown


class TestDeclines:
    @pytest.mark.parametrize(("ready_made", "why"), DECLINES.items())
    def test_a_card_that_declines_is_not_saved(self, card_of, ready_made, why):
        with pytest.raises(stripe.CardError) as refused:
            card_of(ready_made)

        assert (refused.value.code, refused.value.error.decline_code) == why
        assert refused.value.http_status == 402

    @pytest.mark.parametrize(("ready_made", "why"), DECLINES.items())
    def test_nor_charged(self, simulator, stripe_api, ready_made, why):
        with pytest.raises(stripe.CardError) as refused:
            stripe_api.payment_intents.create(
                {"amount": 500, "currency": "sek", "payment_method": ready_made, "confirm": True}
            )

        assert (refused.value.code, refused.value.error.decline_code) == why
        intent = stripe_api.payment_intents.retrieve(refused.value.error.payment_intent.id)
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.code == why[0]
        assert charges(simulator) == []

    def test_one_can_be_saved_and_declines_later(self, simulator, card_of, pay):
        card = card_of("pm_card_chargeCustomerFail")

        with pytest.raises(stripe.CardError) as refused:
            pay(card, off_session=True)

        assert refused.value.error.decline_code == "generic_decline"
        assert charges(simulator) == []


class TestAskingTheBank:
    @pytest.mark.parametrize(
        ("ready_made", "with_holder"),
        [
            ("pm_card_visa", "succeeded"),
            ("pm_card_authenticationRequired", "requires_action"),
            # attached without a set-up, so the bank has not been asked yet
            ("pm_card_authenticationRequiredOnSetup", "requires_action"),
            ("pm_card_threeDSecure2Required", "requires_action"),
        ],
    )
    def test_depends_on_the_card(self, card_of, pay, ready_made, with_holder):
        assert pay(card_of(ready_made)).status == with_holder

    @pytest.mark.parametrize(
        "ready_made",
        [
            "pm_card_authenticationRequired",
            "pm_card_authenticationRequiredOnSetup",
            "pm_card_threeDSecure2Required",
        ],
    )
    def test_without_the_holder_there_is_nobody_to_ask(self, simulator, card_of, pay, ready_made):
        with pytest.raises(stripe.CardError) as refused:
            pay(card_of(ready_made), off_session=True)

        assert refused.value.code == "authentication_required"
        assert charges(simulator) == []

    @pytest.mark.parametrize(
        ("ready_made", "afterwards"),
        [
            ("pm_card_authenticationRequiredOnSetup", "succeeded"),
            ("pm_card_authenticationRequired", "requires_action"),
            ("pm_card_threeDSecure2Required", "requires_action"),
        ],
    )
    def test_set_up_once_the_bank_may_not_ask_again(
        self, stripe_api, customer, browser, pay, ready_made, afterwards
    ):
        setup = stripe_api.setup_intents.create(
            {
                "customer": customer.id,
                "payment_method": ready_made,
                "confirm": True,
                "return_url": "https://shop.example/saved",
            }
        )
        browser.answers_bank(setup.next_action.redirect_to_url.url, "approve")
        setup = stripe_api.setup_intents.retrieve(setup.id, {"expand": ["payment_method"]})
        assert setup.status == "succeeded"

        assert pay(setup.payment_method).status == afterwards

    def test_approved_is_paid(self, simulator, stripe_api, card_of, pay, browser):
        waiting = pay(card_of("pm_card_authenticationRequired"))
        assert charges(simulator) == []

        back = browser.answers_bank(waiting.next_action.redirect_to_url.url, "approve")

        assert back.headers["Location"].startswith("https://shop.example/back?payment_intent=pi_")
        assert "redirect_status=succeeded" in back.headers["Location"]
        assert stripe_api.payment_intents.retrieve(waiting.id).status == "succeeded"
        assert len(charges(simulator)) == 1

    def test_declined_is_not(self, simulator, stripe_api, card_of, pay, browser):
        waiting = pay(card_of("pm_card_authenticationRequired"))

        back = browser.answers_bank(waiting.next_action.redirect_to_url.url, "decline")

        assert "redirect_status=failed" in back.headers["Location"]
        ended = stripe_api.payment_intents.retrieve(waiting.id)
        assert ended.last_payment_error.code == "payment_intent_authentication_failure"
        assert charges(simulator) == []

    def test_the_answer_counts_once(self, simulator, card_of, pay, browser):
        url = pay(card_of("pm_card_authenticationRequired")).next_action.redirect_to_url.url

        for answer in ("approve", "approve", "decline"):
            assert browser.answers_bank(url, answer).status_code == 303
        assert browser.get(url).status_code == 303

        assert len(charges(simulator)) == 1

    def test_nobody_else_can_answer(self, card_of, pay, browser):
        url = pay(card_of("pm_card_authenticationRequired")).next_action.redirect_to_url.url

        assert browser.answers_bank(url.split("?")[0], "approve").status_code == 404
        assert browser.answers_bank(f"{url}x", "approve").status_code == 404

    def test_the_bank_may_say_yes_and_the_account_no(self, stripe_api, card_of, pay, browser):
        waiting = pay(card_of("pm_card_authenticationRequiredChargeDeclinedInsufficientFunds"))

        browser.answers_bank(waiting.next_action.redirect_to_url.url, "approve")

        ended = stripe_api.payment_intents.retrieve(waiting.id)
        assert ended.last_payment_error.decline_code == "insufficient_funds"
