"""How a paid plan is left, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from saas.dates import add_months, business_days_after, is_business_day, last_day_of_month
from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Terms, period_of
from saas.licensing.plans.rules import BindingTerm, NoticeKind, NoticePolicy
from saas.text import N_

CONFIRMED_WITHIN: Final = 2
"""Business days from receipt within which a notice is confirmed (S37)."""


class NothingToTerminate(Refusal):
    """The company has no paid plan."""

    says = N_("Free needs no notice: leave the account as it is, or close it.")
    way_out = ("closing.close", N_("Close the account"))


class TermsAreIndividual(Refusal):
    """The notice period stands in a contract we wrote together."""

    says = N_("Your notice period is in your own contract. Write to us and we will follow it.")
    way_out = ("contact.ask", N_("Write to us"))


class NoticeAlreadyGiven(Refusal):
    """The agreement is under notice."""

    says = N_("You have already given notice.")
    way_out = ("termination.show", N_("See the confirmation"))


class NoNoticeToWithdraw(Refusal):
    """There is no open notice, or its last day has passed."""

    says = N_("There is no notice to withdraw: none is open, or its last day has passed.")


class SuccessorAgreed(Refusal):
    """What comes after the last day has been agreed."""

    says = N_(
        "You have agreed to something else from the day after the last day, so this notice "
        "stands. Write to us if you want both to be changed."
    )


class NotReceivedYet(Refusal):
    """A statement that is to reach us in the future has not reached us."""

    says = N_("Write a day and time that have passed: when the statement reached us.")
    field = "received_on"


class LastDayBeforeReceipt(Refusal):
    """Nobody can have left before saying so."""

    says = N_("The last day cannot be before the day the statement reached us.")
    field = "last_day"


def must_have_arrived(received_at: datetime, *, now: datetime) -> datetime:
    """The instant itself. Raises NotReceivedYet for one that lies ahead."""
    if received_at > now:
        raise NotReceivedYet
    return received_at


def not_before(last_day: date, *, received_on: date) -> date:
    """The last day that a contract on paper says. Raises LastDayBeforeReceipt."""
    if last_day < received_on:
        raise LastDayBeforeReceipt
    return last_day


def last_day_under(terms: Terms, *, received_on: date) -> date:
    """The last day of service, inclusive, when notice of `terms` reaches us on `received_on`.

    Raises NothingToTerminate where no notice is needed and TermsAreIndividual where nothing
    but a contract on paper says how.
    """
    last_day = last_day_of_notice(
        terms.notice,
        received_on=received_on,
        anchor=terms.anchor,
        bound_until=terms.bound_until,
        renews_months=terms.renews_months,
    )
    if not terms.notice.to_period_end:
        return last_day
    return terms.period_of(max(last_day, terms.starts_on)).last_day


def last_day_of_notice(
    policy: NoticePolicy,
    *,
    received_on: date,
    anchor: date,
    bound_until: date | None = None,
    renews_months: int = 0,
) -> date:
    """The last day under `policy`, before it is let run on to the end of a billing period.

    Months run to the day of the same number, or to the last day of a month without one: 14
    May and three months is 14 August. Where months are whole calendar months the month of
    receipt does not count, not even when notice comes on its first day: 14 May is then 31
    August. `bound_until` is the last day of a binding term; notice received while one runs
    also stops its renewal. Under a renewal deadline the agreement ends with the first term
    that is at least `policy.days` days away: 2026-11-01 is 60 days before 2026-12-31. As that
    is a Sunday, notice on Monday the 2nd is in time (domain.md §2; the arithmetic is that of
    lag 1930:173 §§ 1-2).

    Raises NothingToTerminate and TermsAreIndividual.
    """
    if policy.kind is NoticeKind.NONE:
        raise NothingToTerminate
    if policy.kind is NoticeKind.CONTRACT:
        raise TermsAreIndividual
    term_of = partial(
        running_term, anchor=anchor, bound_until=bound_until, renews_months=renews_months
    )
    if policy.kind is NoticeKind.RENEWAL_DEADLINE:
        away = timedelta(days=policy.days)
        in_time = term_of(_counted_from(received_on) + away)
        if in_time is not None and received_on <= in_time:
            return in_time
        return term_of(received_on + away) or received_on + away
    served = _COUNTED[policy.kind]
    last_day, term = served(received_on, policy.months), term_of(received_on)
    if term is None:
        return last_day
    return max(last_day, term if policy.term is BindingTerm.A else served(term, policy.months))


def running_term(
    day: date, *, anchor: date, bound_until: date | None, renews_months: int = 0
) -> date | None:
    """The last day of the binding term that `day` falls in; None where none binds that day.

    A term that renews itself is followed by terms of `renews_months`, each counted from the
    day after the first one. An agreement that renews without having said how long its first
    term is has one of the same length, from `anchor`.
    """
    if bound_until is None and renews_months:
        bound_until = add_months(anchor, renews_months) - ONE_DAY
    if bound_until is None or day <= bound_until:
        return bound_until
    if not renews_months:
        return None
    return period_of(day, anchor=bound_until + ONE_DAY, months=renews_months).last_day


def confirmed_by(received_on: date) -> date:
    """The last day for our confirmation, at 24:00: the second business day after receipt.

    Thursday 2026-06-18 gives Tuesday 2026-06-23, for the Friday is Midsummer Eve.
    """
    return business_days_after(received_on, CONFIRMED_WITHIN)


def _counted_from(received_on: date) -> date:
    """The first of the deadlines that notice on this day keeps.

    One that falls on a day of rest may be kept on the next business day.
    """
    while not is_business_day(received_on - ONE_DAY):
        received_on -= ONE_DAY
    return received_on


def _to_the_same_day(day: date, months: int) -> date:
    return add_months(day, months)


def _whole_months(day: date, months: int) -> date:
    return last_day_of_month(add_months(day, months))


_COUNTED: Final[Mapping[NoticeKind, Callable[[date, int], date]]] = {
    NoticeKind.MONTHS_FROM_RECEIPT: _to_the_same_day,
    NoticeKind.WHOLE_CALENDAR_MONTHS: _whole_months,
}
