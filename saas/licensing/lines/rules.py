"""A line of a charge: so much of an item, for so many days, and how its amount was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from saas.dates import last_day_of_month
from saas.licensing.agreement.rules import Period
from saas.money import Money
from saas.text import N_, Text


class Item(StrEnum):
    """What is paid for, in the order invoices list it."""

    PLAN = "plan"
    SEATS = "seats"
    SERVICE = "service"
    FEE = "fee"  # for a reminder; `name` is the invoice it was of


class Priced(NamedTuple):
    """One item of one edition at one price: what quantities of can be added together."""

    item: Item
    edition: str
    name: str
    unit_price: Money

    def cost(self, quantity: int, days: Period, *, of: Period) -> Money:
        """The price of `quantity` for `days` of the period `of`, multiplied before prorated."""
        if not quantity:
            return Money(0, self.unit_price.currency)
        start, end = (days.starts_on - of.starts_on).days, (days.until - of.starts_on).days
        return (self.unit_price * quantity).between(start, end, of=of.days)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """So much of an item, for these days of this billing period, at this net amount.

    Handed out by `difference`, kept by whoever invoices it, and handed back as the ledger.
    `quantity` is negative, and with it `net`, on a credit. The price is never negative.
    """

    item: Item
    edition: str
    name: str
    quantity: int
    unit_price: Money
    period: Period
    starts_on: date
    until: date
    net: Money

    @property
    def priced(self) -> Priced:
        """What its quantity is a quantity of."""
        return Priced(self.item, self.edition, self.name, self.unit_price)

    @property
    def days(self) -> Period:
        """The days it is for."""
        return Period(self.starts_on, self.until)

    @property
    def title(self) -> Text:
        """What it is for, in a few words."""
        return Text(_TITLES[self.item, self.quantity < 0], {"plan": self.name})

    @property
    def explanation(self) -> Text:
        """How its amount was found: "11 of 31 days of March, 1 seat × 49.00"."""
        if self.item is Item.FEE:
            return Text(N_("reminder sent on %(day)s"), {"day": self.starts_on})
        if self.item is Item.SERVICE:
            said = {"day": self.starts_on, "quantity": self._quantity_said}
            return Text(N_("on %(day)s, %(quantity)s"), said)
        return Text(
            N_("%(days)s, %(quantity)s"), {"days": self._days_said, "quantity": self._quantity_said}
        )

    @property
    def _days_said(self) -> Text:
        whole = self.days == self.period
        span = {"first": self.period.starts_on, "last": self.period.last_day}
        counted = {"days": self.days.days, "of": self.period.days}
        if _is_calendar_month(self.period):
            month = {"month": Text(MONTHS[self.period.starts_on.month - 1])}
            if whole:
                return Text(N_("all of %(month)s"), month)
            return Text(N_("%(days)s of %(of)s days of %(month)s"), counted | month)
        if whole:
            return Text(N_("%(first)s to %(last)s"), span)
        return Text(N_("%(days)s of %(of)s days from %(first)s to %(last)s"), counted | span)

    @property
    def _quantity_said(self) -> Text:
        values = {"quantity": abs(self.quantity), "price": self.unit_price}
        if self.item is not Item.SEATS:
            return Text(N_("%(quantity)s × %(price)s"), values)
        if abs(self.quantity) == 1:
            return Text(N_("1 seat × %(price)s"), values)
        return Text(N_("%(quantity)s seats × %(price)s"), values)


def _is_calendar_month(period: Period) -> bool:
    return period.starts_on.day == 1 and period.last_day == last_day_of_month(period.starts_on)


MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)

_TITLES = {
    (Item.PLAN, False): N_("%(plan)s"),
    (Item.PLAN, True): N_("%(plan)s, not used"),
    (Item.SEATS, False): N_("Extra seats, %(plan)s"),
    (Item.SEATS, True): N_("Extra seats, %(plan)s, not used"),
    (Item.SERVICE, False): N_("%(plan)s"),
    (Item.SERVICE, True): N_("%(plan)s, taken back"),
    (Item.FEE, False): N_("Reminder fee, invoice %(plan)s"),
    (Item.FEE, True): N_("Reminder fee, invoice %(plan)s, taken back"),
}
