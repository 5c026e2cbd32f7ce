"""How agreed terms are said: on a quote, in the register of agreements and on paper."""

from __future__ import annotations

from typing import Any, Final

from saas.licensing.agreement.rules import Terms
from saas.licensing.plans.rules import Cadence, Timing
from saas.licensing.plans.words import policy_in_words
from saas.text import N_, Text

Fact = tuple[Text, Text]
"""A term and its value, each to be said in the reader's language."""


def as_text(value: Any) -> Text:
    """A number, an amount, a day or a name as a Text, so that it is said as the reader says it."""
    return value if isinstance(value, Text) else Text("%(value)s", {"value": value})


def cadence_in_words(cadence: Cadence) -> Text:
    """How often is invoiced, and when: Every quarter, in advance."""
    return Text(_CADENCES[cadence.months, cadence.timing])


def per_period(cadence: Cadence) -> Text:
    """What a price is the price of: a month, a quarter, a year."""
    return Text(_PER[cadence.months])


def facts_of(terms: Terms) -> list[Fact]:
    """Everything that was agreed, in the order papers list it. The first day is not among them."""
    return [*undated_facts(terms), *dated_facts(terms)]


def undated_facts(terms: Terms) -> list[Fact]:
    """What was agreed that is the same whatever day it begins."""
    price = Text(
        N_("%(amount)s %(period)s, excl. VAT"),
        {"amount": terms.fee, "period": per_period(terms.cadence)},
    )
    return [
        (Text(N_("Plan")), as_text(terms.name)),
        (Text(N_("Fee")), price),
        (Text(N_("Seats")), _seats(terms)),
        (Text(N_("An extra seat")), _seat_fee(terms)),
        (Text(N_("Invoiced")), cadence_in_words(terms.cadence)),
        (Text(N_("Notice period")), policy_in_words(terms.notice)),
    ]


def dated_facts(terms: Terms) -> list[Fact]:
    """The days that were agreed: the billing periods, and how long the agreement binds."""
    return [
        (Text(N_("Periods")), _periods(terms)),
        (Text(N_("Binding term")), _binding(terms)),
    ]


def _seats(terms: Terms) -> Text:
    if not terms.extra_seats:
        return Text(N_("%(seats)s, all of them included"), {"seats": terms.seats})
    return Text(
        N_("%(seats)s, of which %(extra)s extra"),
        {"seats": terms.seats, "extra": terms.extra_seats},
    )


def _seat_fee(terms: Terms) -> Text:
    if terms.seat_fee is None:
        return Text(N_("None are sold"))
    values = {"amount": terms.seat_fee, "period": per_period(terms.cadence)}
    return Text(N_("%(amount)s %(period)s, excl. VAT"), values)


def _periods(terms: Terms) -> Text:
    first = terms.period_of(terms.starts_on)
    values = {"first": first.starts_on, "last": first.last_day}
    return Text(N_("The first one is %(first)s to %(last)s"), values)


def _binding(terms: Terms) -> Text:
    if terms.bound_until is None:
        return Text(N_("None: it runs until notice is given"))
    values = {"day": terms.bound_until, "months": terms.renews_months}
    if not terms.renews_months:
        return Text(N_("Until %(day)s, then until notice is given"), values)
    return Text(N_("Until %(day)s, then renewed by %(months)s months at a time"), values)


_PER: Final = {1: N_("a month"), 3: N_("a quarter"), 12: N_("a year")}

_CADENCES: Final = {
    (1, Timing.IN_ADVANCE): N_("Every month, in advance"),
    (1, Timing.IN_ARREARS): N_("Every month, afterwards"),
    (1, Timing.PREBILLED): N_("Every month in advance, and put right when it is over"),
    (3, Timing.IN_ADVANCE): N_("Every quarter, in advance"),
    (3, Timing.IN_ARREARS): N_("Every quarter, afterwards"),
    (3, Timing.PREBILLED): N_("Every quarter in advance, and put right when it is over"),
    (12, Timing.IN_ADVANCE): N_("Every year, in advance"),
    (12, Timing.IN_ARREARS): N_("Every year, afterwards"),
    (12, Timing.PREBILLED): N_("Every year in advance, and put right when it is over"),
}
