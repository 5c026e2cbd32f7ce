"""Who says that an invoice is not to be reminded of just now, and does not know who asks.

An invoice that is being paid by card, asked about or in somebody else's hands is left alone. The
rooms that know stand beside this one or above it.
"""

from __future__ import annotations

from collections.abc import Sequence

from saas.billing.invoices.models import Invoice
from saas.questions import Survey

held: Survey[[Sequence[Invoice]], int] = Survey("which invoices are left alone")


def left_alone(invoices: Sequence[Invoice]) -> set[int]:
    """The ids of those invoices of the company in scope that are not to be reminded of now."""
    return set(held(invoices))
