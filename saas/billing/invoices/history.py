"""What other rooms know of an invoice: its timeline asks them, and does not know who they are.

Payments, corrections and requests stand above invoices and look at them, so invoices cannot look
back.
"""

from __future__ import annotations

from saas.billing.invoices.models import Invoice
from saas.billing.invoices.rules import Happening
from saas.billing.open_claims.rules import Agency
from saas.questions import Question, Survey


def _nobody(_invoice: Invoice) -> Agency | None:
    return None


known_of: Survey[[Invoice], Happening] = Survey("what has happened to an invoice")
"""What the other rooms know of an invoice of the company in scope."""

collector_of: Question[[Invoice], Agency | None] = Question("who collects it", unless=_nobody)
"""Who collects an invoice of the company in scope that is at an agency."""
