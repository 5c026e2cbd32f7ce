"""The payments that did not settle an invoice, for its timeline: those that did are booked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import select

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.payments.models import Payment, PaymentPart
from saas.billing.payments.rules import PaymentState
from saas.dates import day_of
from saas.db import db
from saas.money import Money
from saas.text import N_, Text

DECLINED: Final = N_("A card payment of %(amount)s did not go through")
UNDER_WAY: Final = N_("A card payment of %(amount)s is under way")


def being_paid(_invoices: Sequence[Invoice]) -> Collection[int]:
    """The ids of the invoices of the company in scope that a card is being charged for."""
    return PaymentPart.under_way().keys()


def attempts_at(invoice: Invoice) -> Iterator[Happening]:
    """Each card payment of an invoice that was declined or has no end yet, oldest first."""
    asked = (
        select(Payment, PaymentPart.amount_minor)
        .join(Payment, PaymentPart.payment)
        .where(PaymentPart.invoice_id == invoice.id, Payment.state != PaymentState.SETTLED)
        .order_by(Payment.id)
    )
    for payment, minor in db.session.execute(asked):
        is_over = payment.state is PaymentState.DECLINED
        said = Text(DECLINED if is_over else UNDER_WAY, {"amount": Money(minor, invoice.currency)})
        leads_to = ("payment", payment.public_id)
        yield Happening(day_of(payment.started_at), said, "bad" if is_over else "info", leads_to)
