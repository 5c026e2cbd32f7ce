"""What stands to a company's credit, and where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, select

from saas.billing.invoices.models import Invoice
from saas.billing.ledger.models import LedgerEntry
from saas.billing.ledger.rules import EntryKind
from saas.billing.open_claims.models import OpenClaim
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.money import Money


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note, or an invoice to use one on, with what is left or open, and by which day."""

    invoice: Invoice
    due_on: date
    left: Money

    @property
    def number(self) -> str:
        """Its number."""
        return self.invoice.number


def credits_left() -> Sequence[Credit]:
    """The credit notes of the company in scope with anything left on them, oldest first."""
    return _with(OpenClaim.open_minor < 0, InvoiceKind.CREDIT_NOTE, sign=-1)


def open_invoices() -> Sequence[Credit]:
    """The invoices of the company in scope with anything to pay here, the first due first."""
    return _with(and_(OpenClaim.open_minor > 0, ~OpenClaim.at_agency), InvoiceKind.INVOICE, sign=1)


def times_used(number: str) -> int:
    """How often the credit of this document has been used by hand."""
    asked = select(func.count()).where(
        LedgerEntry.kind == EntryKind.CREDIT_SET_OFF, LedgerEntry.reference.startswith(f"{number}/")
    )
    return db.session.scalars(asked).one()


def _with(condition: ColumnElement[bool], kind: InvoiceKind, *, sign: int) -> Sequence[Credit]:
    of_it = and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id)
    asked = (
        select(Invoice, OpenClaim.due_on, OpenClaim.open_minor)
        .join(OpenClaim, of_it)
        .where(Invoice.kind == kind, condition)
        .order_by(OpenClaim.due_on, OpenClaim.id)
    )
    return [
        Credit(invoice, due_on, Money(sign * minor, invoice.currency))
        for invoice, due_on, minor in db.session.execute(asked)
    ]
