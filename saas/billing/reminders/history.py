"""The reminders of an invoice, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.reminders.models import reminders_of
from saas.text import N_, Text

SENT: Final = N_("Reminder %(step)s sent to %(recipients)s: %(open)s was to be paid by %(day)s")
KEPT: Final = N_("Reminder %(step)s made available here: %(open)s was to be paid by %(day)s")


def reminders_told(invoice: Invoice) -> Iterator[Happening]:
    """Each reminder of an invoice of the company in scope, oldest first."""
    for each in reminders_of(invoice):
        said = Text(
            SENT if each.letter.sent_to else KEPT,
            {
                "step": each.step,
                "recipients": ", ".join(each.letter.sent_to),
                "open": each.open,
                "day": each.due_on,
            },
        )
        yield Happening(each.written_on, said, "warn", ("reminder", each.letter.public_id))
