"""What was taken back of an invoice and what replaced it, for its timeline."""

from __future__ import annotations

from collections.abc import Iterator

from saas.billing.credit_notes.models import credit_notes_of, replacement_of
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.totals.rules import REASONS
from saas.db import db
from saas.text import N_, Text


def corrections_of(invoice: Invoice) -> Iterator[Happening]:
    """The documents an invoice has led to, and the one that it follows; each leads there."""
    for before, sentence in (
        (invoice.replaces_id, N_("Replaces invoice %(number)s")),
        (invoice.credits_id, N_("Takes back invoice %(number)s")),
    ):
        if before is not None:
            number = db.session.get_one(Invoice, (invoice.tenant_id, before)).number
            yield _led(invoice, number, Text(sentence, {"number": number}))
    for note in [] if invoice.is_credit_note else credit_notes_of(invoice):
        said = Text(N_("Credit note %(number)s"), {"number": note.number})
        if note.reason:
            values = {"number": note.number, "reason": Text(REASONS[note.reason])}
            said = Text(N_("Credit note %(number)s: %(reason)s"), values)
        yield _led(note, note.number, said)
    if new := None if invoice.is_credit_note else replacement_of(invoice):
        said = Text(N_("Replaced by invoice %(number)s"), {"number": new.number})
        yield _led(new, new.number, said)


def _led(of: Invoice, number: str, said: Text) -> Happening:
    return Happening(of.issued_on, said, "info", ("invoice", number))
