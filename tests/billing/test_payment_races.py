"""Impatience, second tabs and several workers at once: each invoice is charged once (R4, R14)."""

import threading
from collections import Counter

import pytest

from saas import outbox
from saas.billing.payments.models import PaymentPart
from saas.db import db
from tests.billing.conftest import VISA

ONE = 373_75
GUARD = "one_open_payment_per_invoice"


def at_once(deeds):
    """Do all at the same moment; what each came to."""
    told, gate = [None] * len(deeds), threading.Barrier(len(deeds))

    def run(place, deed):
        gate.wait()
        told[place] = deed()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.fixture
def workers(app):
    """Several workers telling the news at the same time, until there is none."""

    def tell():
        with app.app_context():
            outbox.tell()
            db.session.remove()

    return lambda: at_once([tell] * 4)


@pytest.fixture
def tabs(alice_pays, alice, as_user, invoices):
    """Eight open tabs of the check page, each with the form for the same three invoices."""
    card = alice_pays.saves_card(VISA)
    forms = [alice_pays.checks(invoices, card) for _ in range(8)]
    browsers = [as_user(alice) for _ in range(8)]

    def sent(together):
        data = forms[:1] * 8 if together == "one form" else forms
        return [
            lambda b=browser, t=browser._csrf_token(), d=form: b.client.post(
                "/mass-payment/check", data=d | {"csrf_token": t}, base_url=b.base_url
            )
            for browser, form in zip(browsers, data, strict=True)
        ]

    return sent


class TestEightClicks:
    def test_on_one_button_are_one_payment(self, tabs, alice_pays, gateway, workers):
        answers = at_once(tabs("one form"))
        workers()

        assert {a.status_code for a in answers} == {303}
        assert len({a.headers["Location"] for a in answers}) == 1
        assert alice_pays.payments == [("settled", 3 * ONE)]
        assert [amount for amount, _ours in gateway.charges] == [3 * ONE]
        assert alice_pays.owes == (0, 0)

    def test_in_eight_tabs_pay_once_and_the_others_are_told(
        self, tabs, alice_pays, gateway, workers
    ):
        answers = at_once(tabs("eight forms"))
        workers()

        assert Counter(a.status_code for a in answers) == {303: 1, 409: 7}
        refused = [a.text for a in answers if a.status_code == 409]
        assert all("is being paid just now" in text for text in refused)
        assert [amount for amount, _ours in gateway.charges] == [3 * ONE]
        assert alice_pays.owes == (0, 0)

    def test_without_the_guard_charge_again_and_again(
        self, tabs, alice_pays, gateway, workers, monkeypatch, owner_engine
    ):
        """The control: neither the polite look nor the index, and it is taken eight times."""
        monkeypatch.setattr(PaymentPart, "under_way", classmethod(lambda _cls: {}))
        definition = _index(owner_engine)
        with owner_engine.begin() as connection:
            connection.execute(db.text(f"drop index {GUARD}"))
        try:
            at_once(tabs("eight forms"))
            workers()
        finally:
            with owner_engine.begin() as connection:
                connection.execute(db.text("truncate payment_parts"))
                connection.execute(db.text(definition))

        assert len(gateway.charges) == 8
        assert alice_pays.owes == (0, 7 * 3 * ONE)  # not lost: it is all to the company's credit

    def test_with_the_index_alone_still_pay_once(
        self, tabs, alice_pays, gateway, workers, monkeypatch
    ):
        """The law holds without the polite look."""
        monkeypatch.setattr(PaymentPart, "under_way", classmethod(lambda _cls: {}))

        answers = at_once(tabs("eight forms"))
        workers()

        assert Counter(a.status_code for a in answers) == {303: 1, 409: 7}
        assert [amount for amount, _ours in gateway.charges] == [3 * ONE]


class TestManyPayments:
    @pytest.mark.parametrize("seed", [1, 2, 3])
    def test_on_a_bad_day_end_with_one_charge_each(
        self, invoices, alice_pays, gateway, seed, workers
    ):
        """Lost requests, lost replies, faults and doubled, shuffled news; R4 and R5, small."""
        card = alice_pays.saves_card()
        rates = {
            "lost_request": 100,
            "lost_reply": 200,
            "rate_limited": 20,
            "server_error": 20,
            "server_error_after": 20,
            "webhook_doubled": 300,
            "webhook_lost": 200,
            "webhooks_shuffled": True,
        }
        gateway.goes_wrong(seed=seed, **rates)
        for number in invoices:
            alice_pays.pays([number], card)
            outbox.tell()
        for _ in range(3):
            gateway.tells()
            alice_pays.time_goes_by()
        gateway.goes_wrong()  # the gateway is well again

        for _ in range(3):
            alice_pays.time_goes_by()
            alice_pays.tomorrow()

        assert alice_pays.payments == [("settled", ONE)] * 3
        assert sorted(amount for amount, _ours in gateway.charges) == [ONE] * 3
        assert alice_pays.owes == (0, 0)


def _index(engine):
    with engine.begin() as connection:
        return connection.scalar(
            db.text("select indexdef from pg_indexes where indexname = :name"), {"name": GUARD}
        )
