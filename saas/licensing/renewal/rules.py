"""The last day to give notice: what it gives, and what a day later would."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms
from saas.licensing.plans.rules import BindingTerm, NoticeKind
from saas.licensing.termination.rules import last_day_under, running_term
from saas.text import N_

REMINDED_AHEAD: Final = timedelta(days=30)
"""How long before the last day to give notice we remind of it (P18)."""


FURTHEST_AHEAD: Final = timedelta(days=5 * 366)


@dataclass(frozen=True, slots=True)
class Deadline:
    """Notice that reaches us by the end of `day` gives `last_day`; a day later gives `after`."""

    day: date
    last_day: date
    after: date


class DayNotReckonable(Refusal):
    """The day has passed, or is further away than anybody plans."""

    says = N_("Choose today or a day within the coming five years.")
    field = "day"


def must_be_reckonable(day: date, *, today: date) -> date:
    """The day itself. Raises DayNotReckonable."""
    if not today <= day <= today + FURTHEST_AHEAD:
        raise DayNotReckonable
    return day


def deadline(terms: Terms, *, on: date) -> Deadline:
    """How long one can wait, from the day `on`, without leaving any later.

    Every policy lets later notice lead to a later last day or to the same, never to an
    earlier one, so the day is found by halving. Raises what `last_day_under` raises.
    """
    last_day = last_day_under(terms, received_on=on)
    later = range((last_day - on).days + 1)
    days = bisect_right(later, last_day, key=lambda n: _ends(terms, on + timedelta(days=n)))
    until = on + timedelta(days=max(days - 1, 0))
    return Deadline(until, last_day, _ends(terms, until + ONE_DAY))


def deadline_of_term(terms: Terms, *, on: date) -> Deadline | None:
    """The last day to give notice that a binding term sets; None where it is no term that does.

    Where nothing but a notice period decides, every day that passes costs a day, and there is
    nothing to remind of. Under a term that binds or renews itself there is one day by which
    one has to have said so.
    """
    if terms.notice.kind in {NoticeKind.NONE, NoticeKind.CONTRACT}:
        return None
    unaligned = replace(terms, notice=replace(terms.notice, to_period_end=False))
    ends = last_day_under(unaligned, received_on=on)
    waits = terms.notice.kind is not NoticeKind.RENEWAL_DEADLINE
    if waits and terms.notice.term is BindingTerm.B:
        decides = _term(terms, on) is not None
    else:
        decides = _term(terms, ends) == ends
    return deadline(terms, on=on) if decides else None


def is_near(found: Deadline, *, today: date) -> bool:
    """Whether it is time to remind of a deadline that has not passed."""
    return found.day - REMINDED_AHEAD <= today <= found.day


def _ends(terms: Terms, received_on: date) -> date:
    return last_day_under(terms, received_on=received_on)


def _term(terms: Terms, day: date) -> date | None:
    return running_term(
        day,
        anchor=terms.anchor,
        bound_until=terms.bound_until,
        renews_months=terms.renews_months,
    )
