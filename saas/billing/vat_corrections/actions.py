"""Crediting what was charged with VAT while a number was unproven, and invoicing it without."""

from __future__ import annotations

from datetime import date
from typing import Final

from saas.billing.credit_notes.actions import Because, correct_invoice
from saas.billing.credit_notes.rules import NothingLeftToCredit
from saas.billing.invoices.models import Invoice
from saas.billing.totals.rules import CreditReason
from saas.billing.vat_corrections.models import charged_unproven
from saas.dates import add_months
from saas.licensing.vat.models import vat_of
from saas.licensing.vat.rules import UNPROVEN
from saas.tenants.company.models import take_turns

WINDOW_YEARS: Final = 6
"""How far back tax is put right: as long as Skatteverket reconsiders (SFL 66 kap. 7 §)."""

BY: Final = "VIES"


def correct_for_proven_number(*, today: date) -> list[tuple[Invoice, Invoice]]:
    """Put right every invoice of the company in scope that was charged unproven; the pairs.

    Nothing where the number is not proven after all, or has been corrected for already. What
    has been credited in full is left as it is.
    """
    company = take_turns()
    decision = vat_of(company, on=today)
    if decision.rule == UNPROVEN:
        return []
    because = Because(reason=CreditReason.VAT_WRONG, words="", by_name=BY)
    pairs = []
    for number in charged_unproven(since=add_months(today, -12 * WINDOW_YEARS)):
        try:
            pairs.append(correct_invoice(number, because, decision=decision, today=today))
        except NothingLeftToCredit:
            continue
    return pairs
