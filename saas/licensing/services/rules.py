"""A service rendered on a day, at its own price, and when it is invoiced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from saas.dates import add_months
from saas.licensing.agreement.rules import ONE_DAY, Period
from saas.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """So much of something that is not part of a plan, rendered on `day`; prices are net."""

    text: str
    quantity: int
    unit_price: Money
    day: date

    @property
    def net(self) -> Money:
        """What it costs, without value added tax."""
        return self.unit_price * self.quantity

    @property
    def days(self) -> Period:
        """The one day it is for."""
        return Period(self.day, self.day + ONE_DAY)

    @property
    def invoiced_from(self) -> date:
        """The day it is invoiced: the first of the next month, whatever the plan's periods."""
        return add_months(self.day.replace(day=1), 1)
