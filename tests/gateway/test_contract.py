"""Each endpoint, asked by the unchanged SDK. Every call and answer passes the spec checker."""

import json

import pytest
import stripe

from saas.billing.gateway.simulator import checking, routes
from saas.billing.gateway.simulator.errors import ApiError
from saas.billing.gateway.simulator.form import decode
from saas.billing.gateway.simulator.operations import operation, operations
from saas.billing.gateway.simulator.wire import Asked, must_be_well_formed


class TestCustomers:
    def test_are_created_changed_listed_and_removed(self, stripe_api, customer):
        changed = stripe_api.customers.update(customer.id, {"email": "alice@bakery.example"})

        assert changed.email == "alice@bakery.example"
        assert changed.metadata["tenant"] == "K1"
        listed = stripe_api.customers.list({"email": "alice@bakery.example"})
        assert [c.id for c in listed.data] == [customer.id]
        assert stripe_api.customers.delete(customer.id).deleted
        with pytest.raises(stripe.InvalidRequestError, match="No such customer"):
            stripe_api.customers.retrieve(customer.id)

    def test_default_card_must_be_the_customers_own(self, stripe_api, customer, card_of):
        other = stripe_api.customers.create({"name": "Smithy"})
        settings = {"invoice_settings": {"default_payment_method": card_of().id}}

        with pytest.raises(stripe.InvalidRequestError, match="must be attached"):
            stripe_api.customers.update(other.id, settings)
        assert stripe_api.customers.update(customer.id, settings).invoice_settings


class TestCards:
    def test_are_attached_listed_changed_and_detached(self, stripe_api, customer, card_of):
        visa, mastercard = card_of(), card_of("pm_card_mastercard")

        listed = stripe_api.payment_methods.list({"customer": customer.id})
        assert [card.card.brand for card in listed.data] == ["mastercard", "visa"]
        assert listed.data[0].card.fingerprint != listed.data[1].card.fingerprint
        stripe_api.payment_methods.update(visa.id, {"card": {"exp_month": 1, "exp_year": 2040}})
        assert stripe_api.payment_methods.retrieve(visa.id).card.exp_year == 2040
        assert stripe_api.payment_methods.detach(visa.id).customer is None
        left = stripe_api.customers.payment_methods.list(customer.id)
        assert [card.id for card in left.data] == [mastercard.id]

    def test_once_let_go_are_never_used_again(self, stripe_api, customer, card_of, pay):
        card = card_of()
        stripe_api.payment_methods.detach(card.id)

        with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
            stripe_api.payment_methods.attach(card.id, {"customer": customer.id})
        with pytest.raises(stripe.InvalidRequestError, match="may not be used again"):
            pay(card)

    def test_of_another_customer_cannot_be_charged(self, stripe_api, card_of, pay):
        other = stripe_api.customers.create({"name": "Smithy"})

        with pytest.raises(stripe.InvalidRequestError, match="another Customer"):
            pay(card_of(), customer=other.id)


class TestPaymentIntents:
    def test_are_begun_confirmed_and_expanded(self, stripe_api, customer, card_of):
        begun = stripe_api.payment_intents.create(
            {"amount": 100_00, "currency": "sek", "customer": customer.id}
        )
        assert begun.status == "requires_payment_method"

        paid = stripe_api.payment_intents.confirm(
            begun.id,
            {"payment_method": card_of().id, "expand": ["latest_charge.balance_transaction"]},
        )

        assert paid.status == "succeeded"
        assert paid.amount_received == 100_00
        assert paid.latest_charge.balance_transaction.net == 100_00 - (1_50 + 1_80)

    def test_are_cancelled_unless_they_have_ended(self, stripe_api, customer, card_of, pay):
        begun = stripe_api.payment_intents.create(
            {"amount": 100_00, "currency": "sek", "customer": customer.id}
        )

        assert stripe_api.payment_intents.cancel(begun.id).status == "canceled"
        with pytest.raises(stripe.InvalidRequestError, match="status of succeeded") as refused:
            stripe_api.payment_intents.cancel(pay(card_of()).id)
        assert refused.value.code == "payment_intent_unexpected_state"

    def test_are_listed_by_customer_in_pages(self, stripe_api, customer, card_of, pay):
        card = card_of()
        made = [pay(card).id for _ in range(5)]
        stripe_api.payment_intents.create({"amount": 500, "currency": "sek"})

        first = stripe_api.payment_intents.list({"customer": customer.id, "limit": 2})

        assert first.has_more
        assert [pi.id for pi in first.auto_paging_iter()] == made[::-1]
        before = stripe_api.payment_intents.list({"limit": 2, "ending_before": made[1]})
        assert [pi.id for pi in before.data] == [made[3], made[2]]

    @pytest.mark.parametrize(
        ("params", "code"),
        [
            ({"amount": 299, "currency": "sek"}, "amount_too_small"),
            ({"amount": 100_000_000, "currency": "sek"}, "amount_too_large"),
            ({"currency": "sek"}, "parameter_missing"),
            ({"amount": "12.5", "currency": "sek"}, "parameter_invalid_integer"),
            ({"amount": 500, "currency": "sek", "colour": "red"}, "parameter_unknown"),
            # since API version 2026-09-30 the kinds of payment are chosen in the dashboard
            (
                {"amount": 500, "currency": "sek", "payment_method_types": ["card"]},
                "parameter_unknown",
            ),
            ({"amount": 500, "currency": "sek", "customer": "cus_absent"}, "resource_missing"),
        ],
    )
    def test_refuse_what_stripe_refuses(self, stripe_api, params, code):
        with pytest.raises(stripe.InvalidRequestError) as refused:
            stripe_api.payment_intents.create(params)

        assert refused.value.code == code
        assert refused.value.request_id.startswith("req_")


class TestMetadata:
    def test_is_merged_and_an_empty_value_removes(self, stripe_api, customer):
        changed = stripe_api.customers.update(customer.id, {"metadata": {"a": "1", "tenant": ""}})

        assert changed.metadata.to_dict() == {"a": "1"}

    @pytest.mark.parametrize(
        "too_much",
        [{str(n): "x" for n in range(51)}, {"n" * 41: "x"}, {"a": "x" * 501}],
        ids=["names", "length of a name", "length of a value"],
    )
    def test_has_limits(self, stripe_api, too_much):
        with pytest.raises(stripe.InvalidRequestError, match="Invalid metadata"):
            stripe_api.customers.create({"metadata": too_much})


class TestRefundsAndDisputes:
    def test_a_refund_gives_back_at_most_what_was_paid(self, stripe_api, card_of, pay):
        paid = pay(card_of())

        refund = stripe_api.refunds.create({"payment_intent": paid.id, "amount": 25_00})

        assert refund.status == "succeeded"
        with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded"):
            stripe_api.refunds.create({"payment_intent": paid.id, "amount": 101_00})
        stripe_api.refunds.create({"payment_intent": paid.id})
        with pytest.raises(stripe.InvalidRequestError) as refused:
            stripe_api.refunds.create({"payment_intent": paid.id})
        assert refused.value.code == "charge_already_refunded"
        assert stripe_api.charges.retrieve(paid.latest_charge).refunded

    @pytest.mark.parametrize(
        ("evidence", "verdict", "balance"),
        [("winning_evidence", "won", 0), ("losing_evidence", "lost", -125_00)],
    )
    def test_a_dispute_takes_the_money_and_evidence_decides(
        self, stripe_api, card_of, pay, evidence, verdict, balance
    ):
        paid = pay(card_of("pm_card_createDispute"))
        dispute = stripe_api.disputes.list({"payment_intent": paid.id}).data[0]
        assert dispute.status == "needs_response"

        stripe_api.disputes.update(dispute.id, {"evidence": {"uncategorized_text": evidence}})

        assert stripe_api.disputes.retrieve(dispute.id).status == verdict
        moved = stripe_api.balance_transactions.list({"type": "adjustment"}).data
        assert sum(movement.amount for movement in moved) == balance


class TestTheSpecChecker:
    def test_knows_every_operation_of_the_sdk(self):
        assert len(operations()) > 600

    def test_every_path_we_simulate_is_one_of_stripes(self):
        for method, pattern, _ in routes.ROUTES:
            path = pattern.pattern.replace("([^/]+)", "x_1")
            assert operation(method, path), (method, path)

    def test_catches_a_wrong_answer(self, stripe_api, customer):
        right = json.loads(str(stripe_api.customers.retrieve(customer.id)))
        about = operation("GET", "/v1/customers/cus_1")
        must_be_well_formed(right, about)

        for wrong in (
            right | {"created": "yesterday"},
            right | {"surprise": 1},
            {name: value for name, value in right.items() if name != "livemode"},
            right | {"tax_exempt": "perhaps"},
            right | {"invoice_settings": "none"},
        ):
            with pytest.raises(ApiError, match="not Stripe's"):
                must_be_well_formed(wrong, about)

    def test_an_answer_of_ours_that_is_wrong_reaches_nobody(self, simulator, monkeypatch):
        crooked = [
            (
                method,
                pattern,
                (lambda _call: {"id": 7}) if pattern.pattern == "/v1/customers" else h,
            )
            for method, pattern, h in routes.ROUTES
        ]
        monkeypatch.setattr(routes, "ROUTES", crooked)
        headers = {"authorization": "Bearer sk_test_simulator"}

        answer = simulator.answer(Asked("POST", "/v1/customers", headers=headers))

        assert answer.status == 500
        assert "not Stripe's" in answer.body

    def test_reads_brackets(self):
        sent = "a[b][0]=1&a[b][1]=2&c[]=3&d=&e[f]=%C3%A5"

        assert decode(sent) == {"a": {"b": ["1", "2"]}, "c": ["3"], "d": "", "e": {"f": "å"}}

    @pytest.mark.parametrize("crooked", ["a=1&a[b]=2", "[[=1", "a[b][c][d][e][f][g][h][i]=1"])
    def test_refuses_what_contradicts_itself(self, crooked):
        with pytest.raises(ApiError):
            decode(crooked)

    def test_insists_on_documented_words(self):
        about = operation("POST", "/v1/refunds")

        assert checking.in_parameters({"charge": "ch_1", "reason": "whim"}, about.params_type)
        assert not checking.in_parameters(
            {"charge": "ch_1", "reason": "duplicate"}, about.params_type
        )


class TestKeysToTheApi:
    @pytest.mark.parametrize("sent", ["", "Bearer sk_test_wrong", "Basic sk_test_simulator"])
    def test_a_wrong_one_opens_nothing(self, simulator, sent):
        answer = simulator.answer(Asked("GET", "/v1/customers", headers={"authorization": sent}))

        assert answer.status == 401

    def test_what_is_not_simulated_is_said(self, stripe_api):
        with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
            stripe_api.subscriptions.list()
