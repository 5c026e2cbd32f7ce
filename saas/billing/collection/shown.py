"""What every page about an invoice and the agency shows."""

from __future__ import annotations

from typing import Any

from saas.billing.collection.history import told_of
from saas.billing.collection.models import handed_over
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.money import Money


def shown(number: str) -> dict[str, Any]:
    """An invoice of the company in scope: what is left, who collects it, what was said of that.

    Raises NotFound.
    """
    invoice = Invoice.numbered(number)
    left = left_of(invoice.id, due_on=invoice.due_on)
    known = handed_over(invoice)
    return {
        "invoice": invoice,
        "left": Money(left.minor, invoice.currency),
        "due_on": left.due_on,
        "at_agency": left.at_agency,
        "data": known,
        "told": told_of(known),
        "handed": known[-1] if known else None,
    }
