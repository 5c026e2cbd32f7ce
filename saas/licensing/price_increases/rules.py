"""From when an agreement may cost what the newer edition of its plan does, and which may not.

A price is raised from the start of a billing period, and late enough that whoever gives notice
within the days ahead has left before it: the notice that the terms demand protects both sides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms
from saas.licensing.effects.rules import a_year_of
from saas.licensing.plans.rules import CadenceNotSold, Edition
from saas.licensing.termination.rules import (
    NothingToTerminate,
    TermsAreIndividual,
    last_day_under,
)
from saas.money import Money, total
from saas.text import N_, Text

FEWEST_DAYS_AHEAD: Final = 30


class NothingToMove(Refusal):
    """No agreement is on the edition, or none of them may be moved."""

    says = N_("No agreement on that edition can be moved.")
    field = "edition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """An agreement as far as it matters here: whose, what it has, what ends it or is to come."""

    tenant_id: int
    agreement_id: int
    company: str
    customer_number: str
    terms: Terms
    last_day: date | None
    is_announced: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """What becomes of an agreement: other terms from a coming day, or why it stays."""

    held: Held
    becomes: Terms | None
    stays: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Increase:
    """What moving every agreement of an edition comes to; nets by the year."""

    moves: tuple[Move, ...]
    yearly_before: Money
    yearly: Money

    @property
    def moved(self) -> list[Move]:
        """The agreements that are moved."""
        return [move for move in self.moves if move.becomes]

    @property
    def fingerprint(self) -> str:
        """The same for two of them exactly when they agree on every word and every öre."""
        return hashlib.sha256(repr(self).encode()).hexdigest()


def increase(
    held: Iterable[Held], *, old: Edition, new: Edition, announced_on: date, days_ahead: int
) -> Increase:
    """What moving each agreement from `old` to `new` means, announced on a day."""
    moves = tuple(
        _move(each, old=old, new=new, announced_on=announced_on, days_ahead=days_ahead)
        for each in held
    )
    currency = new.monthly_fee.currency
    return Increase(
        moves=moves,
        yearly_before=total(
            (a_year_of(move.held.terms, currency) for move in moves if move.becomes), currency
        ),
        yearly=total((a_year_of(move.becomes, currency) for move in moves), currency),
    )


def first_day_at(terms: Terms, *, announced_on: date, days_ahead: int) -> date:
    """The first day of a period on which a new price may hold.

    Whoever gives notice on the last of the `days_ahead` has had their last day before it.
    Raises NothingToTerminate and TermsAreIndividual.
    """
    decided_by = announced_on + timedelta(days=days_ahead)
    return period_from(terms, last_day_under(terms, received_on=decided_by) + ONE_DAY)


def period_from(terms: Terms, earliest: date) -> date:
    """The first day of the first period that begins on `earliest` or after."""
    period = terms.period_of(earliest)
    return earliest if period.starts_on == earliest else period.until


def moved_to(new: Edition, terms: Terms, *, starts_on: date) -> Terms:
    """The same agreement on the newer edition. Raises CadenceNotSold."""
    agreed = Terms.of(
        new,
        extra_seats=terms.extra_seats,
        starts_on=starts_on,
        cadence=terms.cadence,
        anchor=terms.anchor,
    )
    return replace(agreed, bound_until=terms.bound_until, renews_months=terms.renews_months)


def _move(held: Held, *, old: Edition, new: Edition, announced_on: date, days_ahead: int) -> Move:
    terms = held.terms
    try:
        starts_on = first_day_at(terms, announced_on=announced_on, days_ahead=days_ahead)
        becomes = moved_to(new, terms, starts_on=starts_on)
        listed = old.price_for(terms.cadence)
    except CadenceNotSold:
        return Move(held=held, becomes=None, stays=Text(_STAYS["cadence"]))
    except (NothingToTerminate, TermsAreIndividual):
        return Move(held=held, becomes=None, stays=Text(_STAYS["contract"]))
    if (listed.fee, listed.seat_fee) != (terms.fee, terms.seat_fee):
        return Move(held=held, becomes=None, stays=Text(_STAYS["own"]))
    if held.last_day is not None and held.last_day < starts_on:
        return Move(held=held, becomes=None, stays=Text(_STAYS["leaves"]))
    if held.is_announced:
        return Move(held=held, becomes=None, stays=Text(_STAYS["announced"]))
    return Move(held=held, becomes=becomes)


_STAYS: Final = {
    "cadence": N_("The newer edition is not sold with its billing periods."),
    "contract": N_("It has a contract of its own."),
    "own": N_("It has a price of its own."),
    "leaves": N_("It ends before."),
    "announced": N_("A new price is announced already."),
}
