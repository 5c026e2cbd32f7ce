"""What an invoice's timeline, and the list of payments, tell of money from the bank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from saas.billing.bank_payments.models import BankPayment, BankPaymentPart
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.payments.arrivals import Arrival
from saas.db import db
from saas.text import N_, Text

CAME: Final = N_("Payment %(number)s came to %(account)s")
FROM_AGENCY: Final = N_("Payment %(number)s came from the collection agency to %(account)s")
UNDONE: Final = N_("%(amount)s of payment %(number)s taken back: %(why)s")


def bank_payments_of(invoice: Invoice) -> Iterator[Happening]:
    """Each payment to our bank that settled some of an invoice; and each that was taken back."""
    asked = (
        select(BankPayment, BankPaymentPart)
        .join(BankPaymentPart.payment)
        .where(BankPaymentPart.invoice_id == invoice.id)
        .order_by(BankPayment.id)
        .options(selectinload(BankPayment.undone))
    )
    for payment, part in db.session.execute(asked):
        number, leads_to = payment.number, ("bank_payment", payment.number)
        came = FROM_AGENCY if payment.from_agency else CAME
        said = Text(came, {"number": number, "account": str(payment.account)})
        yield Happening(payment.arrived_on, said, "info", leads_to)
        if payment.undone:
            told = {"amount": part.amount, "number": number, "why": payment.undone.reason}
            yield Happening(payment.undone.undone_on, Text(UNDONE, told), "warn", leads_to)


def arrivals() -> Sequence[Arrival]:
    """The latest payments of the company in scope to our bank, newest first."""
    return [
        Arrival(
            number=payment.number,
            on=payment.arrived_on,
            account=payment.account.hint,
            invoices=[part.invoice.number for part in payment.parts],
            amount=payment.amount,
            is_undone=payment.undone is not None,
        )
        for payment in BankPayment.latest()
    ]
