"""How billing periods are named: in addresses and programs, and to people."""

from __future__ import annotations

from itertools import product
from typing import Final

from saas.licensing.plans.rules import Cadence, Timing
from saas.text import N_, Text

EVERY: Final = {1: "month", 3: "quarter", 12: "year"}


def cadence_key(cadence: Cadence) -> str:
    """The name of a cadence in addresses and programs: year, or quarter-in_arrears."""
    every = EVERY[cadence.months]
    return every if cadence.timing is Timing.IN_ADVANCE else f"{every}-{cadence.timing.value}"


CADENCES: Final = {
    cadence_key(cadence): cadence
    for cadence in (Cadence(months, timing) for timing, months in product(Timing, EVERY))
}


def cadence_in_words(cadence: Cadence) -> Text:
    """How one pays: "By the year, in advance"."""
    return Text(_TIMES[cadence.timing], {"by": Text(_BY[cadence.months])})


def price_per(cadence: Cadence) -> Text:
    """What stands behind a price: "a year"."""
    return Text(_PER[cadence.months])


_BY: Final = {1: N_("By the month"), 3: N_("By the quarter"), 12: N_("By the year")}
_PER: Final = {1: N_("a month"), 3: N_("a quarter"), 12: N_("a year")}
_TIMES: Final = {
    Timing.IN_ADVANCE: N_("%(by)s, in advance"),
    Timing.IN_ARREARS: N_("%(by)s, afterwards"),
    Timing.PREBILLED: N_("%(by)s, charged ahead and put right afterwards"),
}
