"""A settled payment as archivable PDF, the same bytes each time."""

from __future__ import annotations

from typing import Any, Final

from saas.billing.ledger.models import open_amounts
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.payments.models import Payment
from saas.dates import day_of
from saas.documents import render
from saas.documents.typesetting import HOUSE
from saas.errors import NotFound

RECEIPT: Final = HOUSE / "documents" / "receipt.typ"


def receipt_pdf(payment: Payment) -> bytes:
    """The receipt of `payment`, in the language it was asked for in. Raises NotFound before."""
    return render(RECEIPT, with_letterhead(receipt_paper(payment)))


def receipt_paper(payment: Payment) -> dict[str, Any]:
    """What `receipt.typ` needs. Seller and buyer are as the invoices named them."""
    if payment.settled_at is None:
        raise NotFound
    invoices = [part.invoice for part in payment.parts]
    left = open_amounts([invoice.id for invoice in invoices], currency=payment.currency)
    first = invoices[0].snapshot
    return {
        "language": payment.language,
        "dated": day_of(payment.settled_at).isoformat(),
        "number": payment.public_id,
        "paid_with": payment.card.name,
        "currency": payment.currency,
        "seller": first["seller"],
        "buyer": first["buyer"],
        "total_minor": payment.amount_minor,
        "invoices": [
            {
                "number": part.invoice.number,
                "issued_on": part.invoice.issued_on.isoformat(),
                "paid_minor": part.settled_minor,
                "open_minor": max(left[part.invoice_id].minor, 0),
            }
            for part in payment.parts
        ],
    }
