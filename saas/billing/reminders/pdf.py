"""The reminder on paper: what it says, written down once, and set in type the same each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import force_locale
from flask_babel import gettext as _

from saas.billing.documents.paying import KRONOR, Way, ways_to_pay
from saas.billing.invoices.models import Invoice
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.reminders.models import Reminder, ReminderLetter
from saas.billing.reminders.notes import Besides
from saas.documents import render
from saas.documents.typesetting import HOUSE

REMINDER: Final = HOUSE / "documents" / "reminder.typ"
OF_ONE_INVOICE: Final = ("ocr", "reference")
"""The kinds of number that say which invoice is paid, not to which account."""


def reminder_pdf(letter: ReminderLetter) -> bytes:
    """A reminder of the company in scope as archivable PDF, as it was when it was written."""
    return render(REMINDER, with_letterhead(letter.content))


def reminder_paper(
    number: str,
    reminders: Sequence[tuple[Reminder, Invoice]],
    *,
    written_on: date,
    language: str,
    besides: Besides,
) -> dict[str, Any]:
    """What `reminder.typ` needs: one letter of one seller in one currency, the first due first.

    Seller and buyer are as the latest of the invoices names them.
    """
    latest = max((invoice for _reminder, invoice in reminders), key=lambda each: each.id).snapshot
    with force_locale(language):
        return {
            "language": language,
            "dated": written_on.isoformat(),
            "title": _("Payment reminder"),
            "number": number,
            "seller": latest["seller"],
            "buyer": latest["buyer"],
            "currency": latest["currency"],
            "lead": _("These invoices are overdue. Please pay them now."),
            "dated_word": _("Date"),
            "mind": _("As it is written for each invoice"),
            "owed": _("Left to pay"),
            "total_minor": sum(reminder.open_minor for reminder, _invoice in reminders),
            "headers": [
                _("Invoice"),
                _("Was to be paid by"),
                _("Days late"),
                _("Reminder"),
                _("OCR number") if latest["currency"] == KRONOR else _("Payment reference"),
                _("Left to pay"),
            ],
            "agreed": _("Agreed later:"),
            "invoices": [_row(*each) for each in reminders],
            "ways": [
                {"kind": way.kind, "value": way.value}
                for way in ways_to_pay(latest)
                if way.kind not in OF_ONE_INVOICE
            ],
            "notes": besides.said(),
        }


def _row(reminder: Reminder, invoice: Invoice) -> dict[str, Any]:
    moved = reminder.due_on != invoice.due_on
    return {
        "number": invoice.number,
        "issued_on": invoice.issued_on.isoformat(),
        "due_on": invoice.due_on.isoformat(),
        "agreed_on": reminder.due_on.isoformat() if moved else "",
        "days_late": reminder.days_late,
        "step": reminder.step,
        "reference": _reference(ways_to_pay(invoice.snapshot)),
        "open_minor": reminder.open_minor,
    }


def _reference(ways: Sequence[Way]) -> str:
    return next(way.value for way in ways if way.kind in OF_ONE_INVOICE)
