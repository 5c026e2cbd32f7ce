"""What billing announces of claims: by when they are to be paid, and who collects them."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class LaterDayAsked(Event):
    """A company has asked to pay an invoice by a later day; our staff are to decide."""

    request_id: int


@dataclass(frozen=True, slots=True)
class LaterDayDecided(Event):
    """Our staff have decided on the day an invoice is to be paid by; it may be a later one."""

    decision_id: int


@dataclass(frozen=True, slots=True)
class InvoiceHandedOver(Event):
    """An overdue invoice is with the collection agency, and paid there from now on."""

    handover_id: int


@dataclass(frozen=True, slots=True)
class RecallAsked(Event):
    """A company wants an invoice back from the collection agency; our staff are to decide."""

    request_id: int


@dataclass(frozen=True, slots=True)
class RecallDecided(Event):
    """Our staff have taken an invoice back from the agency, or let it stay there."""

    decision_id: int
