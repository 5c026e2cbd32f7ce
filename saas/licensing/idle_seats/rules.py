"""When a seat counts as idle, and what is paid for seats nobody uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from saas.money import Money

IDLE_AFTER: Final = timedelta(days=60)
"""How long nobody may have seen a person before their seat is called idle."""
LOOKED_AT_ON: Final = 1
"""The day of the month on which idle seats are looked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatUse:
    """A person's seat and the last day it was used, as far as we have noted.

    A seat nobody has used counts from the day it was taken, or from the first day we took
    note of it.
    """

    person: str
    name: str
    email: str
    last_used: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Idleness:
    """A company's unused seats: people not seen for long, and seats nobody has.

    `spare` is how many seats nobody has today, and `price` what one extra seat costs for a
    period.
    """

    people: tuple[SeatUse, ...]
    spare: int
    extra_seats: int
    price: Money

    @property
    def reducible(self) -> int:
        """How many bought seats could be given up with the idle people removed."""
        return min(self.spare + len(self.people), self.extra_seats)

    @property
    def reducible_now(self) -> int:
        """How many bought seats could be given up today."""
        return min(self.spare, self.extra_seats)

    @property
    def cost(self) -> Money:
        """What the seats that could be given up cost for a period, without tax."""
        return self.price * self.reducible

    @property
    def cost_now(self) -> Money:
        """What the bought seats that could be given up today cost for a period, without tax."""
        return self.price * self.reducible_now


def idle(uses: Iterable[SeatUse], *, today: date) -> tuple[SeatUse, ...]:
    """The seats not used for sixty days or more, the longest unused first."""
    unused = (use for use in uses if use.last_used <= today - IDLE_AFTER)
    return tuple(sorted(unused, key=lambda use: (use.last_used, use.name)))


def month_of(day: date) -> date:
    """The first day of its month: what an idle-seat notice is remembered by."""
    return day.replace(day=1)
