"""Crediting an invoice, and correcting one: a credit note and the same sale said right."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from saas.billing.credit_notes.preview import must_be_as_shown
from saas.billing.credit_notes.rules import NothingLeftToCredit
from saas.billing.credit_notes.to_be import Because, correction_to_be, credit_to_be
from saas.billing.credit_use.actions import set_off
from saas.billing.invoices.actions import issue
from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import open_amount
from saas.db import refused_by
from saas.licensing.vat.rules import VatDecision
from saas.money import Money

__all__ = ["Because", "correct_invoice", "credit_invoice"]


def credit_invoice(
    number: str,
    because: Because,
    *,
    amounts: Mapping[int, Money] | None = None,
    today: date,
    shown: str | None = None,
) -> Invoice:
    """Take back part or all of an invoice of the company in scope; the credit note.

    `amounts` says how much, without tax, of the line in each position; None is all that is
    left. What the agreement is invoiced for stays as it was: nothing is charged anew. The
    credit settles what is open on the invoice, and the rest stays on the note, for the
    customer to use. With the fingerprint of what was `shown` it is that or nothing. Raises
    NotFound, NotAnInvoice, ReasonDoesNotFit, NothingLeftToCredit, NoLineChosen, CreditTooLarge
    and PreviewOutdated.
    """
    sale = credit_to_be(number, because, amounts=amounts)
    must_be_as_shown(shown, sale)
    return issue(sale, today=today)


def correct_invoice(
    number: str,
    because: Because,
    *,
    buyer: Mapping[str, str] | None = None,
    decision: VatDecision | None = None,
    due_on: date | None = None,
    today: date,
    shown: str | None = None,
) -> tuple[Invoice, Invoice]:
    """Take all of an invoice back and issue it again, right; the credit note and the invoice.

    The new invoice has the same lines for the same days, the company's details of today, and
    what `buyer` says of them (its `order_reference` too); under `decision` where that is given.
    It covers what the old one did, so nothing else is owed. What had been paid settles the new
    one, which is due on `due_on` where given. With the fingerprint of what was `shown` it is
    that or nothing. Raises NotFound, NotAnInvoice, ReasonDoesNotFit, PreviewOutdated, and
    NothingLeftToCredit for one corrected before.
    """
    back, again = correction_to_be(number, because, buyer=buyer, decision=decision, due_on=due_on)
    must_be_as_shown(shown, back, again)
    note = issue(back, today=today)
    with refused_by("an_invoice_is_replaced_once", NothingLeftToCredit()):
        new = issue(again, today=today)
    left = open_amount(new.id, currency=new.currency)
    spare = -open_amount(note.id, currency=new.currency)
    if left.minor > 0 and spare.minor > 0:
        set_off(note, new, min(left, spare), on=new.issued_on)
    return note, new
