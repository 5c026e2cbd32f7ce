"""The fee for reminding of an invoice, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.reminder_fees.models import fee_of
from saas.dates import day_of
from saas.text import N_, Text

CHARGED: Final = N_("Reminder fee of %(fee)s: it comes on your next invoice")
INVOICED: Final = N_("Reminder fee of %(fee)s put on invoice %(number)s")
WAIVED: Final = N_("Reminder fee of %(fee)s waived by %(name)s, the error was ours: %(why)s")


def fees_told(invoice: Invoice) -> Iterator[Happening]:
    """That reminding of an invoice of the company in scope cost something, and how that ended."""
    known = fee_of(invoice)
    if known is None:
        return
    fee, end = known
    yield Happening(fee.reminded_on, Text(CHARGED, {"fee": fee.amount}), "warn")
    if end and end.charged_on:
        said = Text(INVOICED, {"fee": fee.amount, "number": end.charged_on.number})
        where = ("invoice", end.charged_on.number)
        yield Happening(day_of(end.ended_at), said, leads_to=where)
    elif end:
        values = {"fee": fee.amount, "name": end.waived_by_name, "why": end.our_error}
        yield Happening(day_of(end.ended_at), Text(WAIVED, values), "good")
