"""Invoices with VAT that was charged for want of a proven number."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from saas.billing.invoices.models import Invoice
from saas.billing.totals.rules import InvoiceKind
from saas.db import db
from saas.licensing.vat.rules import UNPROVEN


def charged_unproven(*, since: date) -> list[str]:
    """The numbers of such invoices of the company in scope, issued from a day on, oldest first.

    Those that were corrected already are left out.
    """
    newer = aliased(Invoice)
    replaced = select(newer.id).where(
        newer.tenant_id == Invoice.tenant_id, newer.replaces_id == Invoice.id
    )
    said = Invoice.snapshot.contains({"vat": [{"rule": UNPROVEN}]})
    asked = (
        select(Invoice.number)
        .where(
            Invoice.kind == InvoiceKind.INVOICE,
            Invoice.total_minor > 0,
            Invoice.issued_on >= since,
            said,
            ~replaced.exists(),
        )
        .order_by(Invoice.id)
    )
    return list(db.session.scalars(asked))
