"""What a quote offers, until when it can be accepted, and which terms come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from saas.dates import add_months
from saas.errors import Conflict, Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms
from saas.licensing.plans.rules import Cadence, NoticePolicy
from saas.money import Money
from saas.text import N_

MONTHS_A_YEAR = 12


class QuoteState(StrEnum):
    """Where a quote stands; read off its dates and its answer, never kept."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"
    EXPIRED = "expired"


class Answer(StrEnum):
    """How a quote was closed: by the customer, or taken back by us."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class QuoteExpired(Refusal):
    """Its last day has passed."""

    says = N_("This quote could be accepted until %(day)s. Ask us for a new one.")
    way_out = ("quote_requests.ask", N_("Ask for a quote"))

    def __init__(self, day: date) -> None:
        self.day = day


class QuoteSuperseded(Conflict):
    """We have sent a newer version."""

    says = N_("There is a newer version of this quote. Read that one, and accept it instead.")
    way_out = ("quotes.index", N_("See your quotes"))


class QuoteClosed(Conflict):
    """It has been accepted, declined or withdrawn."""

    says = N_("This quote is closed: it has been accepted, declined or withdrawn.")
    way_out = ("quotes.index", N_("See your quotes"))


class LeavingAlready(Refusal):
    """The agreement that the quote would replace is under notice."""

    says = N_("You have given notice. Withdraw it first, if you want to stay with other terms.")
    way_out = ("termination.show", N_("See the confirmation"))


class TermsNotTicked(Refusal):
    """An acceptance says that the terms are accepted."""

    says = N_("Tick the box to say that you accept the terms.")
    field = "accepted"


class ReasonMissing(Refusal):
    """We are told why, so that the next quote is better."""

    says = N_("Write why you decline, in a few words.")
    field = "reason"


class InvoiceAddressMissing(Refusal):
    """Nobody has said where invoices go."""

    says = N_("Say first where invoices go, then accept the quote.")
    way_out = ("company.change_invoices", N_("Say where invoices go"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything a quote offers. `fee` and `seat_fee` are net, per period of `cadence`.

    `starts_on` None means: on the day it is accepted. `by_calendar` lets periods follow
    calendar months, quarters or years instead of the start day. The binding term is a number
    of months from the start, or a last day, or neither; `renews_months` is how long it is bound
    again each time it has run out, 0 where it then runs on until notice. `features` are those
    beyond the edition's, with the most of each a calendar month, None for no limit.
    """

    edition: str
    name: str
    fee: Money
    seats_included: int
    seat_fee: Money | None
    cadence: Cadence
    by_calendar: bool = False
    starts_on: date | None = None
    notice: NoticePolicy
    bound_months: int = 0
    bound_until: date | None = None
    renews_months: int = 0
    features: Mapping[str, int | None] = field(default_factory=dict)
    valid_through: date

    def start(self, *, accepted_on: date) -> date:
        """The first day of the terms, when the quote is accepted on a day."""
        return self.starts_on or accepted_on

    def terms(self, *, accepted_on: date) -> Terms:
        """Exactly what is agreed, when the quote is accepted on a day. Nothing is typed again."""
        start = self.start(accepted_on=accepted_on)
        return Terms(
            starts_on=start,
            edition=self.edition,
            name=self.name,
            fee=self.fee,
            seats_included=self.seats_included,
            seat_fee=self.seat_fee,
            notice=self.notice,
            cadence=self.cadence,
            anchor=self._anchor(start),
            bound_until=self._bound_until(start),
            renews_months=self.renews_months,
        )

    def _anchor(self, start: date) -> date:
        if not self.by_calendar:
            return start
        months = self.cadence.months
        return date(start.year, (start.month - 1) // months * months + 1, 1)

    def _bound_until(self, start: date) -> date | None:
        if self.bound_months:
            return add_months(start, self.bound_months) - ONE_DAY
        return self.bound_until


def state_of(
    *, answer: Answer | None, newest: bool, valid_through: date, today: date
) -> QuoteState:
    """Where a quote stands on a day. An answer outlasts all; a newer version outdates the date."""
    if answer is not None:
        return QuoteState(answer.value)
    if not newest:
        return QuoteState.SUPERSEDED
    return QuoteState.EXPIRED if valid_through < today else QuoteState.OPEN


def must_be_open(state: QuoteState, *, valid_through: date) -> None:
    """Refuse to answer what is no longer asked.

    Raises QuoteSuperseded, QuoteExpired, or QuoteClosed where it has been answered.
    """
    if state is QuoteState.SUPERSEDED:
        raise QuoteSuperseded
    if state is QuoteState.EXPIRED:
        raise QuoteExpired(valid_through)
    if state is not QuoteState.OPEN:
        raise QuoteClosed
