"""What has been paid out of a credit note, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from sqlalchemy import func, select

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.payouts.models import Payout, PayoutPart
from saas.dates import day_of
from saas.db import db
from saas.money import Money
from saas.text import N_, Text

ASKED: Final = N_("%(amount)s to be paid out, payout %(number)s")
PAID: Final = N_("%(amount)s paid out, payout %(number)s")
DECLINED: Final = N_("Payout %(number)s declined, %(amount)s put back")


def payouts_of(note: Invoice) -> Iterator[Happening]:
    """Each payout that a credit note is part of: asked for, and how it ended; each leads there."""
    if not note.is_credit_note:
        return
    asked = (
        select(Payout, func.sum(PayoutPart.amount_minor))
        .join(PayoutPart.payout)
        .where(PayoutPart.note_id == note.id, PayoutPart.invoice_id.is_(None))
        .group_by(Payout.tenant_id, Payout.id)
        .order_by(Payout.id)
    )
    for payout, minor in db.session.execute(asked):
        amount = Money(int(minor), payout.currency)
        yield _told(payout, amount, day_of(payout.asked_at), ASKED, "info")
        if payout.paid_on:
            yield _told(payout, amount, payout.paid_on, PAID, "good")
        if payout.declined_at:
            yield _told(payout, amount, day_of(payout.declined_at), DECLINED, "bad")


def _told(payout: Payout, amount: Money, on: date, sentence: str, tone: str) -> Happening:
    said = Text(sentence, {"amount": amount, "number": payout.number})
    return Happening(on, said, tone, ("payout", payout.number))
