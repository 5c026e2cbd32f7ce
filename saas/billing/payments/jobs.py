"""Collecting a payment. Jobs, and only jobs, move money; `settle` alone books it."""

from __future__ import annotations

from datetime import date, timedelta

from flask import current_app
from sqlalchemy import select

from saas.billing.cards.models import GatewayCustomer
from saas.billing.events import AnswerWanted, ChargeUnanswered, PaymentGivenUp, PaymentStarted
from saas.billing.gateway.current import gateway
from saas.billing.gateway.port import Answer, GatewayUnreachable, Settled
from saas.billing.payments.actions import note
from saas.billing.payments.models import Payment
from saas.billing.payments.rules import OPEN, PaymentState
from saas.dates import now
from saas.db import db
from saas.outbox import announce
from saas.scope import all_tenants, tenant_scope
from saas.tenants.company.models import our_company

A_HOLDER_IS_WAITED_FOR = timedelta(hours=1)
BETWEEN_ATTEMPTS = timedelta(seconds=10)
CLOCKS_DIFFER_BY = timedelta(hours=1)
"""At most: our database's clock and the gateway's."""


def charge_card(fact: PaymentStarted | ChargeUnanswered) -> None:
    """Ask the gateway for the money, unless it already knows of the payment.

    We may be told to twice, and may fall over between the gateway's answer and our own commit:
    so the gateway is first asked what happened, and the key is the payment's own. An outcome we
    do not know raises GatewayUnreachable; we are told again, and the sweeper asks.
    """
    payment = Payment.locked(fact.payment_id)
    if not payment.is_open or payment.gateway_payment:
        return
    try:
        answer = _known_of(payment) or _charged(payment)
    except GatewayUnreachable as unknown:
        if not unknown.key_is_spent:
            raise
        payment.attempt += 1
        announce(ChargeUnanswered(payment.id), due=now() + BETWEEN_ATTEMPTS)
        return
    if isinstance(answer, Settled):
        payment.gateway_payment = answer.payment
        announce(AnswerWanted(payment.id))
    else:
        note(payment, answer, now=now())


def settle(fact: AnswerWanted) -> None:
    """Ask the gateway anew what became of a payment, and book what it answers.

    The only place that books a payment. Webhook, return page and sweeper only ask for it, in
    any order and any number of times.
    """
    payment = Payment.locked(fact.payment_id)
    if payment.state is PaymentState.SETTLED:
        return
    if payment.gateway_payment:
        answer: Answer | None = gateway().payment(payment.gateway_payment)
    else:
        answer = _known_of(payment)
    if answer:
        note(payment, answer, now=now())
    elif payment.is_open:
        announce(ChargeUnanswered(payment.id))


def cancel_payment(fact: PaymentGivenUp) -> None:
    """Cancel at the gateway what nobody confirmed; had it been confirmed after all, book it."""
    payment = Payment.locked(fact.payment_id)
    if payment.state is not PaymentState.CONFIRMING or not payment.gateway_payment:
        return
    answer = gateway().cancel(payment.gateway_payment)
    if isinstance(answer, Settled):
        announce(AnswerWanted(payment.id))
    else:
        note(payment, answer, now=now())


def ask_about_open_payments(_today: date) -> None:
    """Every ten minutes: want an answer about each payment without an end.

    One that has waited for its card holder for an hour is given up, so that its invoices can be
    paid in another way.
    """
    with all_tenants(because="the calendar looks through every company's open payments"):
        waiting = db.session.execute(
            select(Payment.tenant_id, Payment.id, Payment.state, Payment.started_at).where(
                Payment.state.in_(OPEN)
            )
        ).all()
    for tenant_id, payment_id, state, started_at in waiting:
        too_long = started_at < now() - A_HOLDER_IS_WAITED_FOR
        with tenant_scope(tenant_id):
            if state is PaymentState.CONFIRMING and too_long:
                announce(PaymentGivenUp(payment_id))
            else:
                announce(AnswerWanted(payment_id))


def _known_of(payment: Payment) -> Answer | None:
    """What the gateway knows of the payment by our own name for it.

    It can have made nothing of it before we did, so all that the company ever paid is not read.
    """
    since = payment.made_at - CLOCKS_DIFFER_BY
    return gateway().find_payment(customer=_customer(), reference=payment.public_id, since=since)


def _charged(payment: Payment) -> Answer:
    base: str = current_app.config["SETTINGS"].base_url
    return gateway().charge(
        payment.amount,
        customer=_customer(),
        card_token=payment.card.token,
        reference=payment.public_id,
        customer_number=our_company().customer_number,
        idempotency_key=payment.idempotency_key,
        return_url=f"{base}/payments/{payment.public_id}?from=bank",
    )


def _customer() -> str:
    token = GatewayCustomer.token_of_ours()
    if token is None:
        raise LookupError("a company without a customer at the gateway has no cards to charge")
    return token
