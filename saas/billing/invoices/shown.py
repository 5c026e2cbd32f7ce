"""An invoice on a page: the document, what is open on it, and what has happened to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from saas.billing.dispatches.models import Dispatch
from saas.billing.documents.paying import payment_codes, reference_of, ways_to_pay
from saas.billing.documents.rules import as_image, on_screen
from saas.billing.invoices.history import collector_of, known_of
from saas.billing.invoices.listed import ListedInvoice
from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import WORDS, Standing, happenings
from saas.billing.ledger.models import happened_to
from saas.billing.open_claims.models import left_of
from saas.money import Money


def sheet(invoice: Invoice, *, today: date) -> dict[str, Any]:
    """What `billing/invoices/sheet.html` shows of an invoice of the company in scope."""
    left = left_of(invoice.id, due_on=invoice.due_on)
    row = ListedInvoice.of(invoice, left, today)
    rest = Money(left.undisputed_minor, invoice.currency)
    overdue = row.standing in {Standing.OVERDUE, Standing.COLLECTION}
    return {
        "invoice": invoice,
        "row": row,
        "disputed": Money(left.disputed_minor, invoice.currency),
        "rest": rest,
        "document": on_screen(invoice.snapshot),
        "reference": reference_of(invoice.snapshot),
        "ways": ways_to_pay(invoice.snapshot),
        "codes": _codes(invoice) if row.is_payable and rest == invoice.total else [],
        "words": WORDS,
        "agency": collector_of(invoice) if row.standing is Standing.COLLECTION else None,
        "happenings": happenings(
            invoice.number,
            issued_on=invoice.issued_on,
            overdue_since=row.due_on if overdue else None,
            moved=happened_to(invoice.id),
            sent=[each.told for each in Dispatch.of_invoice(invoice.id)],
            also=known_of(invoice),
        ),
    }


def _codes(invoice: Invoice) -> list[tuple[str, str]]:
    """The codes a bank's app reads, as images: they ask for the whole, so for unpaid invoices."""
    return [(code.kind, as_image(code.value)) for code in payment_codes(invoice.snapshot)]
