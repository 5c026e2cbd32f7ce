"""A line that somebody writes: its words, how much of it, its price, and its rate of tax."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Final

from saas.errors import Refusal
from saas.licensing.agreement.rules import ONE_DAY, Period
from saas.licensing.lines.rules import ChargeLine, Item
from saas.licensing.vat.rules import Rate
from saas.money import Money
from saas.text import N_

RATES: Final = {
    Rate.STANDARD: N_("25 %"),
    Rate.REDUCED: N_("12 %"),
    Rate.LOW: N_("6 %"),
}
MOST_LINES: Final = 50


class NothingWritten(Refusal):
    """An invoice has at least one line that costs something."""

    says = N_("Write at least one line that costs something.")
    field: ClassVar[str | None] = "text_1"


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLine:
    """So much of something, rendered on `day`, at a price without tax."""

    text: str
    quantity: int
    unit_price: Money
    rate: Rate
    day: date

    @property
    def charge(self) -> ChargeLine:
        """The line as an invoice keeps it: a service of one day."""
        days = Period(self.day, self.day + ONE_DAY)
        return ChargeLine(
            item=Item.SERVICE,
            edition="",
            name=self.text,
            quantity=self.quantity,
            unit_price=self.unit_price,
            period=days,
            starts_on=days.starts_on,
            until=days.until,
            net=self.unit_price * self.quantity,
        )


def must_cost_something(lines: Sequence[WrittenLine]) -> None:
    """Raise NothingWritten for no lines, and for lines that come to nothing."""
    if not any(line.charge.net.minor > 0 for line in lines):
        raise NothingWritten
