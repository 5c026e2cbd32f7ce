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


@dataclass(frozen=True, slots=True)
class TransferOffered(Event):
    """A company offers its agreement to another. Announced to the operator, as all of these."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class TransferAccepted(Event):
    """The other company takes the agreement over, from a coming day."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class TransferWithdrawn(Event):
    """One of the parties has said no, or changed its mind."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class TransferDue(Event):
    """The day of a transfer has come, or the last day to accept it has passed."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class TransferLapsed(Event):
    """A transfer did not take place, for the reason its row gives."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class AgreementTransferred(Event):
    """An agreement has gone over from one company to another."""

    transfer_id: int


@dataclass(frozen=True, slots=True)
class CessationTold(Event):
    """Somebody says, with evidence, that the company has ceased."""

    cessation_id: int


@dataclass(frozen=True, slots=True)
class CessationDecided(Event):
    """Our staff have said whether the company has ceased, or have taken that back."""

    cessation_id: int


@dataclass(frozen=True, slots=True)
class OrderedOnBehalf(Event):
    """Our staff have ordered for the company, because it asked them to."""

    order_id: int
