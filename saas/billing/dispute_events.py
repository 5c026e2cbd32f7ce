"""What is announced of disputes."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class InvoiceDisputed(Event):
    """A company says that an invoice is not as agreed; our staff are to decide."""

    dispute_id: int


@dataclass(frozen=True, slots=True)
class DisputeEnded(Event):
    """A dispute is upheld, declined or withdrawn: nothing is held of the invoice any more."""

    decision_id: int
