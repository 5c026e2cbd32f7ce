"""When a number is proven, what was charged for want of it is put right."""

from __future__ import annotations

from saas.billing.vat_corrections.actions import correct_for_proven_number
from saas.dates import today
from saas.licensing.vat_events import VatNumberProven


def put_tax_right(_fact: VatNumberProven) -> None:
    """Credit, and invoice again without tax, what was charged while the number was unproven."""
    correct_for_proven_number(today=today())
