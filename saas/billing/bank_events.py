"""What is announced of money that came to the bank."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class BankRowNoted(Event):
    """A row of a bank's file is booked: whose it is, is to be looked up."""

    number: str


@dataclass(frozen=True, slots=True)
class BankPaymentBooked(Event):
    """Money that came to the bank is a company's, and has settled what it settles."""

    payment_id: int


@dataclass(frozen=True, slots=True)
class BankPaymentTakenBack(Event):
    """Such a payment was a mistake: the invoices are open again."""

    payment_id: int
