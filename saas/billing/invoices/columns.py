"""What a list of invoices reads of each: its own columns, and what is open of it and by when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, literal_column, select

from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import OpenClaim

IS_INVOICE: Final[ColumnElement[bool]] = literal_column("invoices.kind = 'invoice'")
IS_CREDIT_NOTE: Final[ColumnElement[bool]] = literal_column("invoices.kind = 'credit_note'")
"""Written out, so that the database sees that a partial index answers."""
OF_IT: Final = and_(OpenClaim.tenant_id == Invoice.tenant_id, OpenClaim.id == Invoice.id)
CLAIM: Final = (
    select(OpenClaim.open_minor, OpenClaim.due_on, OpenClaim.at_agency, OpenClaim.disputed_minor)
    .where(OF_IT)
    .correlate(Invoice)
    .limit(1)
    .lateral("claim")
)
"""What is open and the day to pay it by, looked up invoice by invoice: a join of a hundred rows
with all that is open was what the database chose for everybody once it had kept the plan, at
11 ms a page. The limit, which cuts nothing off, is what keeps it from choosing so."""
OPEN: Final = func.coalesce(CLAIM.c.open_minor, 0)


def rows_read(*, unpaid: bool) -> Sequence[Any]:
    """The columns of a row, in the order of `ListedInvoice`; last, what its standing turns on."""
    due_on = OpenClaim.due_on if unpaid else func.coalesce(CLAIM.c.due_on, Invoice.due_on)
    return (
        Invoice.public_id,
        Invoice.number,
        Invoice.kind,
        Invoice.ocr,
        Invoice.issued_on,
        due_on,
        Invoice.currency,
        Invoice.total_minor,
        OpenClaim.open_minor if unpaid else OPEN,
        OpenClaim.at_agency if unpaid else CLAIM.c.at_agency,
        OpenClaim.disputed_minor if unpaid else func.coalesce(CLAIM.c.disputed_minor, 0),
    )
