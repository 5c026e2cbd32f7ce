"""Asking for a payment, and writing down what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from saas.billing.cards.models import Card
from saas.billing.events import PaymentDeclined, PaymentGivenUp, PaymentSettled, PaymentStarted
from saas.billing.gateway.port import Answer, Confirming, Declined, Settled
from saas.billing.ledger.actions import book_payment
from saas.billing.payments.models import Payment, PaymentPart
from saas.billing.payments.rules import (
    Contradiction,
    InvoiceBeingPaid,
    PaymentState,
    hear,
    must_wait_for_holder,
)
from saas.dates import day_of
from saas.db import db, refused_by
from saas.money import Money, total
from saas.outbox import announce
from saas.tenants.company.models import take_turns
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How somebody wants to pay: with which card, where the receipt goes, from which form."""

    card: Card
    receipt_to: str | None
    language: str
    sent_as: str


def start_payment(owed: Mapping[int, Money], order: Order, *, by: Person, now: datetime) -> Payment:
    """Ask for one charge of `order.card` that settles each invoice of `owed`.

    Only the intention is recorded here, with a reservation of each invoice; the card is charged
    after the commit, by `jobs.charge_card`. Called in the company's turn. Raises
    InvoiceBeingPaid when another payment has reserved one of them.
    """
    by.must(Permission.PAY)
    amount = total(owed.values())
    payment = Payment(
        card_id=order.card.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        state=PaymentState.STARTED,
        sent_as=order.sent_as,
        receipt_to=order.receipt_to,
        language=order.language,
        started_by_id=by.id,
        started_at=now,
    )
    with refused_by("one_open_payment_per_invoice", InvoiceBeingPaid()):
        db.session.add(payment)
        db.session.flush()
        db.session.add_all(
            PaymentPart(payment_id=payment.id, invoice_id=id_, amount_minor=due.minor, is_open=True)
            for id_, due in owed.items()
        )
    announce(PaymentStarted(payment.id))
    return payment


def give_up(payment: Payment, *, by: Person) -> None:
    """Stop waiting for the card holder. Raises NothingToGiveUp when nobody is waited for."""
    by.must(Permission.PAY)
    must_wait_for_holder(payment.state)
    announce(PaymentGivenUp(payment.id))


def note(payment: Payment, answer: Answer, *, now: datetime) -> None:
    """Write down what the gateway has answered, and book the money when there is any.

    Money is booked once: a payment that is settled already is left as it is. Called with the
    payment locked, by jobs that have just asked the gateway.
    """
    before, after = payment.state, hear(payment.state, answer)
    payment.gateway_payment = answer.payment or payment.gateway_payment
    payment.confirm_url = answer.url if isinstance(answer, Confirming) else None
    if isinstance(answer, Settled) and before is not after:
        _settle(payment, answer, now=now)
    elif isinstance(answer, Declined) and before is not after:
        payment.state, payment.decline_code = after, answer.code
        _release(payment)
        announce(PaymentDeclined(payment.id))
    else:
        payment.state = after
    db.session.flush()


def _settle(payment: Payment, answer: Settled, *, now: datetime) -> None:
    if answer.amount != payment.amount:
        raise Contradiction(f"asked for {payment.amount}, and {answer.amount} was taken")
    payment.state, payment.settled_at, payment.decline_code = PaymentState.SETTLED, now, None
    take_turns()
    settled = book_payment(
        payment.public_id,
        amount=answer.amount,
        allocations={p.invoice_id: Money(p.amount_minor, payment.currency) for p in payment.parts},
        on=day_of(now),
    )
    Card.find(payment.card_id).last_used_on = day_of(now)
    for part in payment.parts:
        part.settled_minor = settled[part.invoice_id].minor
    _release(payment)
    announce(PaymentSettled(payment.id))


def _release(payment: Payment) -> None:
    db.session.execute(
        update(PaymentPart).where(PaymentPart.payment_id == payment.id).values(is_open=False)
    )
