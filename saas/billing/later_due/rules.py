"""Whether the day to pay an invoice by can be moved, and to which days (S16).

The invoice is never changed. What is agreed on is a day of its own, later than the one before
it, and everything that asks whether the invoice is overdue goes by that day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY
from saas.text import N_


class Outcome(StrEnum):
    """What our staff decided."""

    AGREED = "agreed"
    DECLINED = "declined"


WORDS: Final = {Outcome.AGREED: N_("Granted"), Outcome.DECLINED: N_("Not granted")}


class NoDayToMove(Refusal):
    """A credit note, or an invoice with nothing left to pay."""

    says = N_("Nothing is left to pay on this invoice, so there is no day to move.")
    way_out = ("invoices.index", N_("See your invoices"))


class LaterDayAskedAlready(Refusal):
    """One request of an invoice waits at a time."""

    says = N_("You have asked for a later day already. We answer that first.")


class LaterDayDecidedAlready(Refusal):
    """Somebody else of our staff has decided."""

    says = N_("This has been decided already.")


@dataclass
class DueDayOutOfReach(Refusal):
    """A day that is no later than today's, or too far away."""

    first: date
    last: date

    says = N_("Choose a day from %(first)s to %(last)s.")
    field: ClassVar[str | None] = "due_on"


@dataclass(frozen=True, slots=True)
class Reach:
    """The days that an invoice's day to pay by can be moved to, both among them."""

    first: date
    last: date


def reach(due_on: date, *, today: date, at_most: timedelta) -> Reach:
    """The days that come after the present day to pay by and are not past.

    The last is `at_most` after that day; after `today`, where that day has passed.
    """
    return Reach(first=max(due_on + ONE_DAY, today), last=max(due_on, today) + at_most)


def must_be_owed(open_minor: int) -> None:
    """Raise NoDayToMove where nothing is left to pay; less than nothing is left on credits."""
    if open_minor <= 0:
        raise NoDayToMove


def must_be_within(wanted: date, days: Reach) -> None:
    """Raise DueDayOutOfReach for any other day."""
    if not days.first <= wanted <= days.last:
        raise DueDayOutOfReach(days.first, days.last)
