"""The receipt of a payment to our bank, as archivable PDF."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from saas.billing.bank_payments.models import BankPayment
from saas.billing.invoices.sale import buyer_of
from saas.billing.ledger.models import open_amounts
from saas.billing.letterhead.paper import with_letterhead
from saas.billing.receipts.pdf import RECEIPT
from saas.billing.seller.models import Seller
from saas.db import db
from saas.documents import render
from saas.errors import NotFound
from saas.tenants.company.models import our_company


def bank_receipt(payment: BankPayment) -> bytes:
    """The receipt of `payment`, in the company's language. Raises NotFound for one taken back."""
    if payment.undone:
        raise NotFound
    return render(RECEIPT, with_letterhead(_paper(payment)))


def _paper(payment: BankPayment) -> dict[str, Any]:
    company = our_company()
    seller = db.session.get_one(Seller, payment.seller_id)
    left = open_amounts([part.invoice_id for part in payment.parts], currency=payment.currency)
    return {
        "language": company.language,
        "dated": payment.arrived_on.isoformat(),
        "number": payment.number,
        "paid_with": str(payment.account),
        "currency": payment.currency,
        "seller": asdict(seller.details),
        "buyer": asdict(buyer_of(company)),
        "total_minor": payment.amount_minor,
        "credit_minor": payment.left.minor,
        "invoices": [
            {
                "number": part.invoice.number,
                "issued_on": part.invoice.issued_on.isoformat(),
                "paid_minor": part.amount_minor,
                "open_minor": max(left[part.invoice_id].minor, 0),
            }
            for part in payment.parts
        ],
    }
