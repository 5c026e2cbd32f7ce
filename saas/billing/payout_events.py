"""What is announced of payouts."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class PayoutAsked(Event):
    """A company wants its credit paid out: what is left of it is set aside."""

    payout_id: int


@dataclass(frozen=True, slots=True)
class PayoutPaid(Event):
    """The money has been sent."""

    payout_id: int


@dataclass(frozen=True, slots=True)
class PayoutDeclined(Event):
    """Nothing is paid out: the credit is where it was."""

    payout_id: int
