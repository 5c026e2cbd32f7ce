"""What the pages and the JSON of a disputed invoice show, to its company and to our staff."""

from __future__ import annotations

from typing import Any

from saas.billing.credit_notes.models import creditable
from saas.billing.disputes.history import told_of
from saas.billing.disputes.models import disputes_of
from saas.billing.disputes.rules import disputable_lines
from saas.billing.invoices.models import Invoice
from saas.billing.open_claims.models import left_of
from saas.dates import today
from saas.licensing.agreement.models import Agreement
from saas.money import Money


def disputed(invoice: Invoice) -> dict[str, Any]:
    """An invoice of the company in scope: what is left and held of it, and its disputes."""
    left, known = left_of(invoice.id, due_on=invoice.due_on), disputes_of(invoice)
    is_open = any(each.is_open for each in known)
    open_ = Money(left.minor, invoice.currency)
    may_begin = left.is_paid_here and not is_open
    made_for = Agreement.find(invoice.agreement_id) if invoice.agreement_id else None
    return {
        "invoice": invoice,
        "agreement": made_for.public_id if made_for else None,
        "left": open_,
        "held": Money(left.disputed_minor, invoice.currency),
        "rest": Money(left.undisputed_minor, invoice.currency),
        "due_on": left.due_on,
        "is_past_due": left.due_on < today(),
        "lines": disputable_lines(creditable(invoice), left=open_) if may_begin else [],
        "may_begin": may_begin,
        "is_open": is_open,
        "data": known,
        "told": list(told_of(known)),
    }
