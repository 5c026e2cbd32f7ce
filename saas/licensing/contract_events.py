"""What licensing announces of quotes, and of agreements that change hands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.events import Event


@dataclass(frozen=True, slots=True)
class QuoteAsked(Event):
    """A company asks for a quote."""

    request_id: int


@dataclass(frozen=True, slots=True)
class QuoteSent(Event):
    """A company has been sent a quote, or a newer version of one."""

    quote_id: int


@dataclass(frozen=True, slots=True)
class QuoteAccepted(Event):
    """A company has agreed to a quote."""

    quote_id: int


@dataclass(frozen=True, slots=True)
class QuoteDeclined(Event):
    """A company has said no to a quote, and why."""

    quote_id: int


@dataclass(frozen=True, slots=True)
class QuoteWithdrawn(Event):
    """We have taken a quote back."""

    quote_id: int


@dataclass(frozen=True, slots=True)
class QuoteExpiring(Event):
    """A quote can be accepted for a few days more, counted from `day`."""

    quote_id: int
    day: date


@dataclass(frozen=True, slots=True)
class QuoteRanOut(Event):
    """The last day of a quote has passed without an answer."""

    quote_id: int


@dataclass(frozen=True, slots=True)
class QuoteBegins(Event):
    """The first day of a quote that was accepted ahead has come."""

    quote_id: int
