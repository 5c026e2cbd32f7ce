"""When a change is invoiced at once, and when it waits for the next invoice (P12).

Many small changes would make many small invoices. Where another invoice comes within the month,
one that asks for less than the operator says waits for it. Everything else is asked for at
once, so that nothing is had for long before it is paid for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from saas.licensing.agreement.rules import Timeline
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.plans.rules import MONTHLY
from saas.licensing.reckoning.rules import due_days
from saas.money import Money, total

OF_THE_PLAN: Final = (Item.PLAN, Item.SEATS)
ANY_SUM: Final = Money(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What has been invoiced of periods that are not over, and from what sum on a change is."""

    invoiced: tuple[ChargeLine, ...] = ()
    at_once_from: Money = ANY_SUM

    def filled_up(self, supposed: Iterable[ChargeLine]) -> Books:
        """The books, with what is `supposed` to have been invoiced of periods they lack."""
        known = [line for line in self.invoiced if line.item in OF_THE_PLAN]
        periods = {line.period for line in known}
        missing = (line for line in supposed if line.period not in periods)
        return replace(self, invoiced=(*known, *missing))


EMPTY: Final = Books()
"""Nothing is known to have been invoiced, and nothing waits."""


def waits(lines: Sequence[ChargeLine], *, timeline: Timeline, day: date, books: Books) -> bool:
    """Whether what is owed on `day` beyond what has been invoiced waits for the next invoice.

    It does where it comes to less than is asked for at once, charged or credited and without
    tax; where all of it belongs to a month that runs, is paid in advance and has been invoiced;
    and where another invoice comes no later than that month is over.
    """
    terms = timeline.on(day)
    if terms is None or terms.cadence != MONTHLY:
        return False
    if not lines or abs(total(line.net for line in lines).minor) >= books.at_once_from.minor:
        return False
    month = terms.period_of(day)
    if not all(line.period == month and line.item in OF_THE_PLAN for line in lines):
        return False
    if not any(line.period == month for line in books.invoiced):
        return False
    following = next(due_days(timeline, after=day), None)
    return following is not None and following <= month.until
