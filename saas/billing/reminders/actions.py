"""Writing the reminders of a company: one letter for each seller and currency, each step once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from saas.billing.invoices.models import Invoice
from saas.billing.reminder_fees.actions import charge_fee
from saas.billing.reminder_fees.rules import is_charged
from saas.billing.reminders.holding import left_alone
from saas.billing.reminders.models import Reminder, ReminderLetter, to_be_reminded_of
from saas.billing.reminders.notes import Besides
from saas.billing.reminders.pdf import reminder_paper
from saas.billing.reminders.rules import Ladder
from saas.dates import day_of
from saas.db import db
from saas.money import Money
from saas.tenants.company.models import take_turns

NO_FEE: Final = Money(0)


def write_reminders(
    ladder: Ladder, *, fee: Money = NO_FEE, sent_to: Sequence[str], now: datetime
) -> list[ReminderLetter]:
    """Write the letters that the company in scope is due at this moment, to be sent by the caller.

    What is open is looked at here, where companies take turns: nothing is reminded of that has
    been paid, credited or moved since somebody found it late, nor twice by two who were told
    of it at once. What is left alone now is looked at again another day. What is disputed of an
    invoice is not asked for: the letter asks for the rest. `fee` is what the first reminder of an
    invoice of which nothing is disputed costs, to be put on the next one (domain.md §9).
    """
    company = take_turns()
    due = list(to_be_reminded_of(ladder, today=day_of(now)))
    disputed = {claim.id for _invoice, claim, _step in due if claim.disputed_minor}
    alone = left_alone([invoice for invoice, _claim, _step in due])
    apart: defaultdict[tuple[int, str], list[tuple[Reminder, Invoice]]] = defaultdict(list)
    for invoice, claim, step in due:
        if invoice.id not in alone:
            reminder = Reminder(
                invoice_id=invoice.id,
                step=step.number,
                due_on=claim.due_on,
                open_minor=claim.undisputed_minor,
                currency=claim.currency,
                written_on=day_of(now),
            )
            apart[invoice.seller_id, claim.currency].append((reminder, invoice))
    return [
        _write(each, disputed, company.language, sent_to, fee=fee, now=now, steps=len(ladder.steps))
        for each in apart.values()
    ]


def _write(
    reminders: Sequence[tuple[Reminder, Invoice]],
    disputed: Collection[int],
    language: str,
    sent_to: Sequence[str],
    *,
    fee: Money,
    now: datetime,
    steps: int,
) -> ReminderLetter:
    number, mailed = ReminderLetter.new_public_id(), bool(sent_to)
    charged = [
        (reminder, invoice)
        for reminder, invoice in reminders
        if invoice.id not in disputed
        and is_charged(fee, step=reminder.step, currency=reminder.currency, is_mailed=mailed)
    ]
    besides = Besides(
        fees=[(invoice.number, fee) for _reminder, invoice in charged],
        last=steps if any(each.step == steps for each, _invoice in reminders) else None,
        is_rest=any(invoice.id in disputed for _reminder, invoice in reminders),
    )
    letter = ReminderLetter(
        public_id=number,
        written_on=day_of(now),
        written_at=now,
        sent_to=list(sent_to),
        content=reminder_paper(
            number,
            reminders,
            written_on=day_of(now),
            language=language,
            besides=besides,
        ),
    )
    db.session.add(letter)
    db.session.flush()
    for reminder, _invoice in reminders:
        reminder.letter_id = letter.id
        db.session.add(reminder)
    db.session.flush()
    for reminder, invoice in charged:
        charge_fee(invoice.id, fee, on=reminder.written_on)
    return letter
