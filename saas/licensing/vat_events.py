"""What licensing announces of VAT numbers."""

from __future__ import annotations

from dataclasses import dataclass

from saas.events import Event


@dataclass(frozen=True, slots=True)
class VatNumberStated(Event):
    """A company says it has this number, and the authorities are to be asked.

    `attempt` counts from nought the times they have been asked without an answer.
    """

    number: str
    attempt: int


@dataclass(frozen=True, slots=True)
class VatNumberProven(Event):
    """The authorities have confirmed a number they had not confirmed before."""

    number: str


@dataclass(frozen=True, slots=True)
class VatNumberRejected(Event):
    """The authorities know of no such number."""

    number: str
