"""Last days found by walking the calendar a day at a time: no month is ever reckoned here."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import cache
from itertools import islice

from saas.dates import is_business_day
from saas.licensing.plans.rules import BindingTerm, NoticeKind

FIRST = date(2015, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(40 * 366)]
NUMBER = [day.day for day in DAYS]
ENDS_MONTH = [(day + timedelta(days=1)).day == 1 for day in DAYS]


def place(day):
    """Where a day is on the walk."""
    return (day - FIRST).days


@cache
def walked_once(number):
    """Every place that corresponds to a day of this number, or ends a month too short for it."""
    return [n for n, day in enumerate(NUMBER) if day == number or (ENDS_MONTH[n] and day < number)]


def same_days(start):
    """The places after `start` that correspond to its day, in order."""
    found = walked_once(NUMBER[start])
    return islice(found, bisect_right(found, start), None)


def months_on(start, months):
    """So many corresponding days later."""
    walk = same_days(start)
    for _ in range(months):
        n = next(walk)
    return n


def month_ends_on(start, months):
    """The end of the last of so many whole months; the one under way does not count."""
    n, left = start, months
    if not ENDS_MONTH[n]:
        while not ENDS_MONTH[n]:
            n += 1
    while left:
        n += 1
        left -= ENDS_MONTH[n]
    return n


def term_around(n, *, anchor, bound, renews):
    """The end of the term that place `n` is in, by living through every term from the first."""
    if bound is None:
        if not renews:
            return None
        bound = months_on(anchor, renews) - 1
    if n <= bound:
        return bound
    if not renews:
        return None
    for count, begins in enumerate(same_days(bound + 1), start=1):
        if count % renews == 0 and begins > n:
            return begins - 1
    raise AssertionError("The walk is too short for this.")


def term_ends(*, anchor, bound, renews):
    """The end of every term, from the first on."""
    if bound is None:
        if not renews:
            return
        bound = months_on(anchor, renews) - 1
    yield bound
    for count, begins in enumerate(same_days(bound + 1), start=1):
        if not renews:
            return
        if count % renews == 0:
            yield begins - 1


@cache
def is_day_of_rest(n):
    """Whether nobody is expected to do anything on this day."""
    return not is_business_day(DAYS[n])


def keeps(start, end, days):
    """Whether notice at `start` is given so many days before `end`, or when rest is over."""
    n = end
    for _ in range(days):
        n -= 1
    while is_day_of_rest(n):
        n += 1
    return start <= n


def period_around(n, *, anchor, months):
    """The last day of the billing period that place `n` is in."""
    for count, begins in enumerate(same_days(anchor), start=1):
        if count % months == 0 and begins > n:
            return begins - 1
    raise AssertionError("The walk is too short for this.")


def last_day_walked(policy, received_on, *, anchor, bound_until, renews_months, period_months):
    """The last day, found on foot."""
    start = place(received_on)
    term = {
        "anchor": place(anchor),
        "bound": None if bound_until is None else place(bound_until),
        "renews": renews_months,
    }
    if policy.kind is NoticeKind.RENEWAL_DEADLINE:
        kept = (end for end in term_ends(**term) if end >= start and keeps(start, end, policy.days))
        n = next(kept, start + policy.days)
    else:
        whole = policy.kind is NoticeKind.WHOLE_CALENDAR_MONTHS
        serve = month_ends_on if whole else months_on
        n, around = serve(start, policy.months), term_around(start, **term)
        if around is not None and policy.term is BindingTerm.B:
            n = max(n, serve(around, policy.months))
        elif around is not None:
            while n < around:
                n += 1
    if policy.to_period_end:
        n = period_around(n, anchor=term["anchor"], months=period_months)
    return DAYS[n]
