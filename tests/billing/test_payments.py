"""What becomes of a payment: declines, 3-D Secure, lost answers, and news in any order."""

import json
import random
from datetime import date, timedelta
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from saas import outbox
from saas.billing.gateway.declines import in_plain_words
from saas.billing.gateway.port import Confirming, Declined, Processing, Settled
from saas.billing.gateway.simulator.simulator import API_KEY, world_clock
from saas.billing.gateway.simulator.webhooks import signature
from saas.billing.gateway.stripe import StripeGateway
from saas.billing.ledger.actions import book_payment
from saas.billing.payments import jobs
from saas.billing.payments.models import Payment
from saas.billing.payments.rules import OPEN, Contradiction, PaymentState, hear
from saas.dates import now
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import take_turns
from tests.gateway.in_process import InProcess
from tests.gateway.world import path_of

ONE = 373_75
ASKS, DECLINES, ASKS_THEN_NO_FUNDS = "4000002760003184", "4000000000000341", "4000008260003178"
SETTLED, DECLINED = Settled("pi", Money(1)), Declined("pi", "x", in_plain_words("x"))
ANSWERS = [SETTLED, DECLINED, Confirming("pi", "u"), Processing("pi")]


class TestHearing:
    @given(st.sampled_from(PaymentState), st.sampled_from(ANSWERS))
    def test_again_changes_nothing(self, state, answer):
        try:
            once = hear(state, answer)
        except Contradiction:
            assert (state, answer) == (PaymentState.SETTLED, DECLINED)
        else:
            assert hear(once, answer) is once

    @given(st.sampled_from(PaymentState))
    def test_of_money_always_counts(self, state):
        assert hear(state, SETTLED) is PaymentState.SETTLED

    @pytest.mark.parametrize("state", sorted(OPEN))
    def test_moves_an_open_payment(self, state):
        assert hear(state, DECLINED) is PaymentState.DECLINED
        assert hear(state, ANSWERS[2]) is PaymentState.CONFIRMING

    @pytest.mark.parametrize("late", ANSWERS[2:])
    def test_an_older_answer_late_changes_no_end(self, late):
        assert hear(PaymentState.SETTLED, late) is PaymentState.SETTLED
        assert hear(PaymentState.DECLINED, late) is PaymentState.DECLINED


class TestADecline:
    def test_says_why_and_what_to_do_and_another_card_pays(
        self, invoices, alice_pays, gateway, tell_all
    ):
        path = alice_pays.pays(invoices[:1], alice_pays.saves_card(DECLINES))
        tell_all()

        page = alice_pays.browser.get(path).text
        assert "Nothing was charged" in page
        assert "use another card" in page
        assert f"/mass-payment?invoice={invoices[0]}" in page
        assert alice_pays.owes == (3 * ONE, 0)

        alice_pays.pays(invoices[:1], alice_pays.saves_card())
        tell_all()

        assert alice_pays.payments == [("declined", ONE), ("settled", ONE)]
        assert len(gateway.charges) == 1

    def test_of_a_card_that_is_gone(self, invoices, alice_pays, gateway, tell_all):
        card = alice_pays.saves_card()
        path = alice_pays.pays(invoices[:1], card)
        alice_pays.browser.post(f"/cards/{card}/remove")
        with tenant_scope(alice_pays.tenant_id):
            token = db.session.scalar(db.text("select token from cards"))
        db.session.rollback()
        gateway.app.extensions["gateway"].forget_card(token)

        tell_all()

        assert "no longer saved" in alice_pays.browser.get(path).text
        alice_pays.time_goes_by()
        assert alice_pays.payments == [("declined", ONE)]
        assert gateway.charges == []


class TestAskingTheBank:
    @pytest.fixture
    def waiting(self, invoices, alice_pays, tell_all):
        path = alice_pays.pays(invoices[:2], alice_pays.saves_card(ASKS))
        tell_all()
        return path

    def bank(self, alice_pays, path):
        page = alice_pays.browser.get(path).text
        assert "Your bank wants you to confirm" in page
        start = page.index("http://127.0.0.1:4242/3d-secure/")
        return page[start : page.index('"', start)].replace("&amp;", "&")

    def test_is_a_button_and_approved_it_is_paid(self, waiting, alice_pays, gateway, tell_all):
        assert gateway.charges == []

        back = gateway.browser.answers_bank(self.bank(alice_pays, waiting), "approve")
        answer = alice_pays.browser.get(path_of(back.headers["Location"]))
        assert path_of(answer.headers["Location"]) == waiting  # it only reads, and asks
        assert alice_pays.payments == [("confirming", 2 * ONE)]
        tell_all()

        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert "Thank you" in alice_pays.browser.get(waiting).text
        assert len(gateway.charges) == 1

    def test_declined_there_it_is_declined_here(self, waiting, alice_pays, gateway, tell_all):
        gateway.browser.answers_bank(self.bank(alice_pays, waiting), "decline")
        gateway.tells()  # nobody came back: the webhook tells
        tell_all()

        assert alice_pays.payments == [("declined", 2 * ONE)]
        assert "not confirmed with your bank" in alice_pays.browser.get(waiting).text
        assert gateway.charges == []

    def test_cancelled_by_hand_the_invoices_are_free_again(
        self, waiting, invoices, alice_pays, gateway, tell_all
    ):
        bank = self.bank(alice_pays, waiting)
        alice_pays.browser.post(f"{waiting}/give-up")
        tell_all()
        gateway.browser.answers_bank(bank, "approve")  # too late
        gateway.tells()
        tell_all()

        assert alice_pays.payments == [("declined", 2 * ONE)]
        assert alice_pays.browser.post(f"{waiting}/give-up").status_code == 409
        alice_pays.pays(invoices[:2], alice_pays.saves_card())
        tell_all()
        assert [amount for amount, _ours in gateway.charges] == [2 * ONE]

    def test_confirmed_just_before_it_is_cancelled_is_paid(
        self, waiting, alice_pays, gateway, tell_all
    ):
        bank = self.bank(alice_pays, waiting)
        alice_pays.browser.post(f"{waiting}/give-up")
        gateway.browser.answers_bank(bank, "approve")
        tell_all()

        assert alice_pays.payments == [("settled", 2 * ONE)]

    def test_is_waited_for_an_hour(self, waiting, alice_pays, gateway, clock):
        alice_pays.time_goes_by()
        assert alice_pays.payments == [("confirming", 2 * ONE)]

        clock.set(date(2026, 3, 2) + timedelta(days=1))
        alice_pays.time_goes_by()

        assert alice_pays.payments == [("declined", 2 * ONE)]
        assert "cancelled before it was confirmed" in alice_pays.browser.get(waiting).text

    def test_yes_from_the_bank_and_no_from_the_account(
        self, invoices, alice_pays, gateway, tell_all
    ):
        path = alice_pays.pays(invoices[:1], alice_pays.saves_card(ASKS_THEN_NO_FUNDS))
        tell_all()
        back = gateway.browser.answers_bank(self.bank(alice_pays, path), "approve")
        alice_pays.browser.get(path_of(back.headers["Location"]))
        tell_all()

        assert "not enough money on the card" in alice_pays.browser.get(path).text


class TestAnAnswerThatIsLost:
    LOST = ("ok", "lost_reply", "lost_reply", "lost_reply")

    @pytest.mark.parametrize(
        "script",
        [
            LOST,
            ("ok", "lost_request", "lost_request", "lost_request"),
            ("lost_request", "lost_request", "lost_request"),
            ("ok", "rate_limited"),
            ("ok", "server_error"),
            ("ok", "server_error_after"),
            (*LOST, "lost_request", "lost_request", "lost_request"),
        ],
    )
    def test_is_no_failure_and_is_asked_for_again(
        self, invoices, alice_pays, gateway, app, script, clock
    ):
        path = alice_pays.pays(invoices[:2], alice_pays.saves_card())
        gateway.goes_wrong(*script)
        outbox.tell()

        assert alice_pays.payments == [("started", 2 * ONE)]
        assert "We are charging the card" in alice_pays.browser.get(path).text
        for _ in range(4):
            alice_pays.time_goes_by()
        clock.set(date(2026, 3, 3))  # what was put off by ten seconds is due too
        alice_pays.time_goes_by()

        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert [amount for amount, _ours in gateway.charges] == [2 * ONE]
        assert alice_pays.owes == (ONE, 0)

    def test_is_not_looked_for_among_all_that_was_ever_paid(
        self, invoices, alice_pays, gateway, app
    ):
        """Paid two hours ago by the gateway's clock, which is not the one that a demo moves."""
        listed = []

        class Noted(InProcess):
            def request(self, method, url, *more):
                answer = super().request(method, url, *more)
                if method == "get" and urlsplit(url).path == "/v1/payment_intents":
                    listed.append(json.loads(answer[0])["data"])
                return answer

        secret = app.config["SETTINGS"].stripe_webhook_secret
        noted = Noted(gateway.simulator)
        app.extensions["gateway"] = StripeGateway(API_KEY, secret, http_client=noted)
        card = alice_pays.saves_card()
        gateway.simulator.clock = lambda: world_clock() - 7200
        alice_pays.pays(invoices[:1], card)
        alice_pays.time_goes_by()
        gateway.simulator.clock = world_clock

        alice_pays.pays(invoices[1:2], card)
        alice_pays.time_goes_by()

        assert alice_pays.payments == [("settled", ONE)] * 2
        assert listed == [[], []]

    @pytest.mark.parametrize(("minutes", "charged"), [(0, 1), (59, 1), (61, 2)])
    def test_is_found_where_the_clocks_differ_by_less_than_an_hour(
        self, invoices, alice_pays, gateway, monkeypatch, minutes, charged
    ):
        """Looked for and nothing else: each attempt goes by a key of its own."""
        keys = iter(range(100))
        monkeypatch.setattr(Payment, "idempotency_key", property(lambda _p: f"new-{next(keys)}"))
        card = alice_pays.saves_card()
        gateway.simulator.clock = lambda: world_clock() - 60 * minutes
        alice_pays.pays(invoices[:1], card)
        gateway.goes_wrong(*self.LOST)
        outbox.tell()

        alice_pays.time_goes_by()

        assert len(gateway.charges) == charged

    def test_without_looking_and_without_a_key_of_its_own_charges_twice(
        self, invoices, alice_pays, gateway, monkeypatch
    ):
        """The control: both guards removed, the same bad day takes the money twice."""
        keys = iter(range(100))
        monkeypatch.setattr(Payment, "idempotency_key", property(lambda _p: f"new-{next(keys)}"))
        monkeypatch.setattr(jobs, "_known_of", lambda _payment: None)
        alice_pays.pays(invoices[:2], alice_pays.saves_card())
        gateway.goes_wrong("lost_reply", "lost_request", "lost_request")
        outbox.tell()

        alice_pays.time_goes_by()

        assert len(gateway.charges) > 1

    def test_a_crash_after_the_charge_charges_once(
        self, invoices, alice_pays, gateway, monkeypatch
    ):
        class Killed(BaseException):
            """Nobody catches it, as nobody catches kill -9."""

        def dies(*_anything, **_more):
            raise Killed

        alice_pays.pays(invoices[:2], alice_pays.saves_card())
        with monkeypatch.context() as dying:
            dying.setattr(jobs, "announce", dies)
            with pytest.raises(Killed):
                outbox.tell()
        db.session.rollback()
        assert len(gateway.charges) == 1
        assert alice_pays.payments == [("started", 2 * ONE)]

        alice_pays.time_goes_by()
        alice_pays.time_goes_by()

        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert len(gateway.charges) == 1


class TestNews:
    def test_in_any_order_any_number_of_times_settles_once(
        self, invoices, alice_pays, gateway, tell_all
    ):
        alice_pays.pays(invoices[:2], alice_pays.saves_card())
        tell_all()
        dice = random.Random(7)

        for _ in range(3):
            gateway.tells_again(order=lambda events: dice.sample(events, len(events)))
            tell_all()

        assert set(gateway.heard) == {204}
        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert alice_pays.owes == (ONE, 0)
        with tenant_scope(alice_pays.tenant_id):
            booked = db.session.scalar(
                db.text("select count(*) from ledger_entries where kind = 'paid'")
            )
        assert booked == 1

    def test_that_comes_before_our_own_commit(
        self, invoices, alice_pays, gateway, tell_all, monkeypatch
    ):
        adapter = gateway.app.extensions["gateway"]
        charge = adapter.charge

        def tells_at_once(*args, **more):
            answer = charge(*args, **more)
            gateway.tells()
            return answer

        monkeypatch.setattr(adapter, "charge", tells_at_once)
        alice_pays.pays(invoices[:1], alice_pays.saves_card())
        tell_all()
        tell_all()

        assert alice_pays.payments == [("settled", ONE)]
        assert len(gateway.charges) == 1

    def test_that_never_comes_is_made_good_by_the_sweep(
        self, invoices, alice_pays, gateway, tell_all
    ):
        alice_pays.pays(invoices[:1], alice_pays.saves_card(ASKS))
        tell_all()
        with tenant_scope(alice_pays.tenant_id):
            url = db.session.scalar(db.select(Payment.confirm_url))
        db.session.rollback()
        gateway.browser.answers_bank(url, "approve")  # and nobody comes back or tells

        alice_pays.time_goes_by()

        assert alice_pays.payments == [("settled", ONE)]

    @pytest.mark.parametrize("wrong", ["nothing", "another secret"])
    def test_from_somebody_else_is_refused(self, visitor, gateway, wrong):
        body = '{"id": "evt_1"}'
        sent = signature(body, "whsec_other", gateway.simulator.clock())
        headers = {} if wrong == "nothing" else {"Stripe-Signature": sent}

        answer = visitor.client.post(
            "/webhooks/stripe", data=body, headers=headers, base_url=visitor.base_url
        )

        assert answer.status_code == 400

    def test_of_a_payment_that_is_not_ours_is_left_alone(self, gateway, alice_pays, tell_all):
        event = {
            "id": "evt_1",
            "type": "payment_intent.succeeded",
            "data": {"object": {"id": "pi_1", "metadata": {"payment": "pay_x", "tenant": "1"}}},
        }

        assert gateway._send(event) == 204
        tell_all()

        assert alice_pays.payments == []


class TestMoneyForWhatIsPaidAlready:
    def test_becomes_credit_and_is_never_lost(self, invoices, alice_pays, gateway, tell_all):
        path = alice_pays.pays(invoices[:2], alice_pays.saves_card())
        with tenant_scope(alice_pays.tenant_id):
            take_turns()
            first = db.session.scalar(db.text("select min(id) from invoices"))
            book_payment(
                "bank-1", amount=Money(ONE), allocations={first: Money(ONE)}, on=now().date()
            )
            db.session.commit()

        tell_all()

        assert alice_pays.payments == [("settled", 2 * ONE)]
        assert alice_pays.owes == (ONE, ONE)
        assert "to your account as credit" in alice_pays.browser.get(path).text
