"""Each day's look for what is late, and the letters that follow."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from flask import url_for

from saas.billing.delivery.models import addresses_of_ours
from saas.billing.reminder_events import ReminderDue
from saas.billing.reminders.actions import write_reminders
from saas.billing.reminders.configured import our_fee, our_ladder
from saas.billing.reminders.models import ReminderLetter, companies_to_remind
from saas.billing.reminders.pdf import reminder_pdf
from saas.dates import now
from saas.db import db
from saas.mail import Attachment, write_mail
from saas.money import Money
from saas.outbox import announce_many
from saas.scope import all_tenants
from saas.tenants.company.models import our_company

TICKED: Final = 20
"""As many invoices as a link names; with more, the page itself ticks what is overdue."""


def announce_reminders(today: date) -> None:
    """Every day: say which companies have an invoice so late that a reminder is due."""
    with all_tenants(because="the calendar looks for invoices that are to be reminded of"):
        found = companies_to_remind(our_ladder(), today=today)
        announce_many(db.session.connection(), [(id_, ReminderDue(today)) for id_ in found])


def remind(_fact: ReminderDue) -> None:
    """Write to whoever gets the invoices, of everything that is due now, with the PDF.

    Told again, or late, it finds only what is still unpaid and has not been reminded of.
    """
    recipients = addresses_of_ours().route().mail_to
    for letter in write_reminders(our_ladder(), fee=our_fee(), sent_to=recipients, now=now()):
        _send(letter)


def _send(letter: ReminderLetter) -> None:
    said = letter.content
    pdf = Attachment(letter.file_name, "application/pdf", reminder_pdf(letter))
    numbers = [each["number"] for each in said["invoices"]]
    for recipient in letter.sent_to:
        write_mail(
            to=recipient,
            template="billing/reminders/letter.txt",
            language=said["language"],
            attachments=[pdf],
            company=our_company(),
            said=said,
            total=Money(said["total_minor"], said["currency"]),
            lines=[_line(each, said["currency"]) for each in said["invoices"]],
            pay_url=url_for(
                "mass_payment.choose",
                invoice=numbers if len(numbers) <= TICKED else None,
                _external=True,
            ),
        )


def _line(each: dict[str, Any], currency: str) -> dict[str, Any]:
    due_on = date.fromisoformat(each["agreed_on"] or each["due_on"])
    return each | {"due_on": due_on, "open": Money(each["open_minor"], currency)}
