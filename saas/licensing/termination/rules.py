"""How a paid plan is left, and when it ends."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Final

from saas.dates import add_months, business_days_after, last_day_of_month
from saas.errors import Refusal
from saas.licensing.agreement.rules import period_of
from saas.licensing.plans.rules import BindingTerm, NoticeKind, NoticePolicy
from saas.text import N_

CONFIRMED_WITHIN: Final = 2
"""Business days from receipt within which a notice is confirmed (S37)."""


class NothingToTerminate(Refusal):
    """The company has no paid plan."""

    says = N_("Free needs no notice: leave the account as it is, or ask us to remove it.")
    way_out = ("change.compare", N_("See the plans"))


class TermsAreIndividual(Refusal):
    """The notice period stands in a contract we wrote together."""

    says = N_("Your notice period is in your own contract. Write to us and we will follow it.")


class NoticeAlreadyGiven(Refusal):
    """The agreement is under notice."""

    says = N_("You have already given notice.")
    way_out = ("termination.show", N_("See the confirmation"))


class NoNoticeToWithdraw(Refusal):
    """There is no open notice, or its last day has passed."""

    says = N_("There is no notice to withdraw: none is open, or its last day has passed.")


def last_day_of_notice(
    policy: NoticePolicy, *, received_on: date, anchor: date, bound_until: date | None = None
) -> date:
    """The last day of service, inclusive, when notice reaches us on `received_on`.

    Months run to the day of the same number, or to the last day of a month without one: 14
    May and three months is 14 August. Where months are whole calendar months the month of
    receipt does not count, not even when notice comes on its first day: 14 May is then 31
    August. `bound_until` is the last day of a binding term, `anchor` the first day of the
    first billing period (domain.md §2; the arithmetic is that of lag 1930:173 § 1).

    Raises NothingToTerminate where no notice is needed and TermsAreIndividual where a
    contract says how.
    """
    if policy.kind is NoticeKind.NONE:
        raise NothingToTerminate
    if policy.kind is NoticeKind.CONTRACT:
        raise TermsAreIndividual
    served = _COUNTED[policy.kind]
    last_day = served(received_on, policy.months)
    if bound_until is not None and policy.term is BindingTerm.A:
        last_day = max(last_day, bound_until)
    elif bound_until is not None:
        last_day = max(last_day, served(bound_until, policy.months))
    return period_of(last_day, anchor=anchor).last_day if policy.to_period_end else last_day


def confirmed_by(received_on: date) -> date:
    """The last day for our confirmation, at 24:00: the second business day after receipt.

    Thursday 2026-06-18 gives Tuesday 2026-06-23, for the Friday is Midsummer Eve.
    """
    return business_days_after(received_on, CONFIRMED_WITHIN)


def _to_the_same_day(day: date, months: int) -> date:
    return add_months(day, months)


def _whole_months(day: date, months: int) -> date:
    return last_day_of_month(add_months(day, months))


_COUNTED: Final[Mapping[NoticeKind, Callable[[date, int], date]]] = {
    NoticeKind.MONTHS_FROM_RECEIPT: _to_the_same_day,
    NoticeKind.WHOLE_CALENDAR_MONTHS: _whole_months,
}
