"""What stands to a company's credit, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import LedgerEntry
from saas.billing.ledger.rules import EntryKind
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.money import Money


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note, or an invoice to use one on, with what is left or open."""

    invoice: Invoice
    left: Money

    @property
    def number(self) -> str:
        """Its number."""
        return self.invoice.number


def credits_left() -> Sequence[Credit]:
    """The credit notes of the company in scope with anything left on them, oldest first."""
    return _with(Invoice.open_minor() < 0, InvoiceKind.CREDIT_NOTE, sign=-1)


def open_invoices() -> Sequence[Credit]:
    """The invoices of the company in scope with anything open, the first due first."""
    return _with(Invoice.open_minor() > 0, InvoiceKind.INVOICE, sign=1)


def times_used(number: str) -> int:
    """How often the credit of this document has been used by hand."""
    asked = select(func.count()).where(
        LedgerEntry.kind == EntryKind.CREDIT_SET_OFF, LedgerEntry.reference.startswith(f"{number}/")
    )
    return db.session.scalars(asked).one()


def _with(condition: object, kind: InvoiceKind, *, sign: int) -> Sequence[Credit]:
    asked = (
        select(Invoice, Invoice.open_minor())
        .where(Invoice.kind == kind, condition)  # type: ignore[arg-type]
        .order_by(Invoice.due_on, Invoice.id)
    )
    return [
        Credit(invoice, Money(sign * int(minor), invoice.currency))
        for invoice, minor in db.session.execute(asked)
    ]
