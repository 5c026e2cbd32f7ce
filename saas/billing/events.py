"""What billing announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.events import Event


@dataclass(frozen=True, slots=True)
class PeriodBegan(Event):
    """A billing period of an agreement has begun on or before `day` and is not yet invoiced."""

    agreement_id: int
    day: date


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """An invoice or a credit note exists, with its number."""

    invoice_id: int
