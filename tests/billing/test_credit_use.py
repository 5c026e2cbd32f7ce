"""Credit is used where the customer says, whole or in part (S13), and once."""

import threading
from datetime import date

import pytest

from saas.billing.credit_notes.actions import Because, credit_invoice
from saas.billing.credit_use import actions
from saas.billing.credit_use.actions import use_credit
from saas.billing.credit_use.models import credits_left
from saas.billing.credit_use.rules import (
    MoreThanThereIs,
    NothingToSettle,
    NothingToUse,
    OtherCurrency,
    usable,
)
from saas.billing.ledger.actions import book_payment
from saas.billing.ledger.models import account_credit, open_amount
from saas.billing.proof.models import findings
from saas.billing.totals.rules import CreditReason
from saas.db import db
from saas.money import Money
from saas.scope import tenant_scope
from saas.tenants.company.models import our_company
from saas.tenants.people.models import Person
from tests import factories
from tests.billing import making

MARCH = date(2026, 3, 1)
GOODWILL = Because(reason=CreditReason.GOODWILL, words="", by_name="Sven")


@pytest.fixture
def agreed(alice):
    return making.agreement(by=alice, started_on=date(2026, 2, 1), fee=400_00)


@pytest.fixture
def paid(alice, agreed):
    """February, 500.00 with VAT, paid."""
    february = making.invoice_again(agreed, by=alice, today=date(2026, 2, 1))
    with tenant_scope(alice.tenant_id):
        book_payment(
            "pay_1", amount=february.total, allocations={february.id: february.total}, on=MARCH
        )
        db.session.commit()
    return february


@pytest.fixture
def march(alice, agreed, paid):
    """March, 500.00 with VAT, open."""
    return making.invoice_again(agreed, by=alice, today=MARCH)


@pytest.fixture
def note(alice, paid, march):
    """A credit note of 250.00 with nothing to set it off against."""
    with tenant_scope(alice.tenant_id):
        made = credit_invoice(paid.number, GOODWILL, amounts={1: Money(200_00)}, today=MARCH)
        db.session.commit()
        return made


def test_charlie_has_none_of_it(api_as, charlie, note, march):
    answer = api_as(charlie).post(
        "/api/v1/credit/use", {"credit": note.number, "invoice": march.number}
    )

    assert answer.status_code == 404
    assert api_as(charlie).get("/api/v1/credit").json["credit_notes"] == []


def test_bob_may_not(api_as, bob, note, march):
    said = {"credit": note.number, "invoice": march.number}

    assert api_as(bob).post("/api/v1/credit/use", said).status_code == 403


def test_is_used_in_part_and_the_rest_is_shown(api_as, alice, note, march, inside):
    program = api_as(alice)
    said = {"credit": note.number, "invoice": march.number, "amount_minor": 100_00}

    first = program.post("/api/v1/credit/use", said).json
    left = program.get("/api/v1/credit").json
    again = program.post(
        "/api/v1/credit/use", {"credit": note.number, "invoice": march.number}
    ).json

    assert first["used"]["minor"] == 100_00
    assert left["credit_notes"] == [
        {"number": note.number, "left": {"minor": 150_00, "currency": "SEK"}}
    ]
    assert again["used"]["minor"] == 150_00
    assert open_amount(march.id) == Money(250_00)
    assert findings() == []


def test_says_at_most_how_much(api_as, alice, note, march):
    said = {"credit": note.number, "invoice": march.number, "amount_minor": 250_01}

    answer = api_as(alice).post("/api/v1/credit/use", said)

    assert answer.status_code == 409
    assert "250" in answer.json["detail"]


def test_on_the_account_is_used_too(api_as, alice, inside, march):
    """What was paid too much while no invoice was open."""
    book_payment("pay_2", amount=Money(30_00), allocations={}, on=MARCH)
    db.session.commit()

    answer = api_as(alice).post(
        "/api/v1/credit/use", {"credit": "account", "invoice": march.number}
    )

    assert answer.json["used"]["minor"] == 30_00
    assert account_credit() == Money(0)
    assert open_amount(march.id) == Money(470_00)


def test_on_the_account_is_shown_in_each_currency(api_as, as_user, alice, inside, march):
    for number, amount in enumerate((Money(30_00), Money(20_00, "EUR"))):
        book_payment(f"more_{number}", amount=amount, allocations={}, on=MARCH)
    db.session.commit()

    assert api_as(alice).get("/api/v1/credit").json["account"] == [
        {"minor": 20_00, "currency": "EUR"},
        {"minor": 30_00, "currency": "SEK"},
    ]
    page = as_user(alice).get("/credit").text.replace("\N{NO-BREAK SPACE}", "")
    assert "€20.00, SEK30.00" in page


def test_is_used_on_a_page(as_user, alice, note, march, inside):
    browser = as_user(alice)
    page = browser.get("/credit").text

    answer = browser.post(
        "/credit", {"credit": note.number, "invoice": march.number, "amount": "50,00"}
    )

    assert note.number in page
    assert march.number in page
    assert answer.headers["Location"].endswith(march.number)
    assert open_amount(march.id) == Money(450_00)
    assert "credited by credit note" in browser.get(f"/invoices/{march.number}").text


class TestTwoAtOnce:
    """The company's row is what keeps two from using the same credit."""

    @pytest.mark.parametrize("guarded", [True, False])
    def test_use_it_once(self, app, alice, note, march, monkeypatch, guarded):
        if not guarded:
            monkeypatch.setattr(actions, "take_turns", our_company)
            monkeypatch.setattr(actions, "times_used", _unlike())
        barrier, used = threading.Barrier(2), []
        ids = (alice.tenant_id, alice.id)
        if not guarded:
            slow = actions.usable

            def wait_for_the_other(*args, **kwargs):
                found = slow(*args, **kwargs)
                barrier.wait(timeout=10)
                return found

            monkeypatch.setattr(actions, "usable", wait_for_the_other)

        def one():
            with app.app_context(), tenant_scope(ids[0]):
                if guarded:
                    barrier.wait(timeout=10)
                try:
                    by = Person.find(ids[1])
                    got = use_credit(
                        by=by, note=note.number, invoice=march.number, minor=None, today=MARCH
                    )
                    db.session.commit()
                    used.append(got)
                except actions_refusals():
                    db.session.rollback()

        threads = [threading.Thread(target=one) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert len(used) == (1 if guarded else 2)
        assert (findings() == []) is guarded


def actions_refusals():
    from saas.errors import Refusal  # noqa: PLC0415

    return Refusal


def _unlike():
    from itertools import count  # noqa: PLC0415

    counted = count(1)
    return lambda _number: next(counted)


def test_nothing_is_left_of_a_note_used_up(inside, note, march, alice):
    use_credit(by=alice, note=note.number, invoice=march.number, minor=None, today=MARCH)

    assert credits_left() == []
    assert factories.PASSWORD


@pytest.mark.parametrize(
    ("asked", "left", "open_amount", "refusal"),
    [
        (None, Money(100, "SEK"), Money(100, "EUR"), OtherCurrency),
        (Money(50, "EUR"), Money(100, "SEK"), Money(100, "SEK"), OtherCurrency),
        (None, Money(0, "SEK"), Money(100, "SEK"), NothingToUse),
        (None, Money(100, "SEK"), Money(0, "SEK"), NothingToSettle),
        (Money(0, "SEK"), Money(100, "SEK"), Money(100, "SEK"), MoreThanThereIs),
        (Money(101, "SEK"), Money(100, "SEK"), Money(200, "SEK"), MoreThanThereIs),
    ],
)
def test_what_cannot_be_used_is_refused(asked, left, open_amount, refusal):
    with pytest.raises(refusal):
        usable(asked, left=left, open_amount=open_amount)
