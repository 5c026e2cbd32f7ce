"""Which purchase order an invoice names, and when it has to wait for one.

An order is valid for some days, for one agreement or for all of them, and may have a cap on
what is invoiced on it without value added tax. An invoice names one order, whose cap has room
for all of it; an order that has not is passed over for the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final

from saas.errors import Conflict, Refusal
from saas.money import Money
from saas.text import N_


class OrderState(StrEnum):
    """Whether an order can be named on a day, and why not."""

    VALID = "valid"
    TO_COME = "to_come"
    EXPIRED = "expired"
    USED_UP = "used_up"
    WITHDRAWN = "withdrawn"


WORDS: Final = {
    OrderState.VALID: N_("Valid"),
    OrderState.TO_COME: N_("Not valid yet"),
    OrderState.EXPIRED: N_("No longer valid"),
    OrderState.USED_UP: N_("Used up"),
    OrderState.WITHDRAWN: N_("Taken back"),
}


@dataclass
class OrderNumberTaken(Refusal):
    """A number names one order of a company."""

    number: str

    says = N_("Order %(number)s is in the list already. Change it there.")
    field: ClassVar[str | None] = "number"


class OrderEndsBeforeItBegins(Refusal):
    """Its last day lies before its first."""

    says = N_("The last day comes before the first.")
    field = "valid_until"


class OrderTakenBack(Conflict):
    """Somebody has taken the order back already."""

    says = N_("This order has been taken back already.")


class OrderMissing(Refusal):
    """The company demands an order, and has none that fits."""

    says = N_(
        "This company's invoices must name an order, and none of its orders has room for this "
        "one. Ask the company for one."
    )
    field = "order_reference"


@dataclass
class OrderDoesNotFit(Refusal):
    """The order that somebody wrote is in the list, and is not valid or has no room."""

    number: str

    says = N_(
        "Order %(number)s is not valid today or has no room for this invoice. Write another, or "
        "leave the field empty."
    )
    field: ClassVar[str | None] = "order_reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A purchase order and what has been invoiced on it, without value added tax.

    `valid_until` is its last day; None while it runs on. `agreement_id` is the one agreement
    it is for; None for all. `cap` is the most that may be invoiced on it; None for no limit.
    """

    id: int
    number: str
    valid_from: date
    valid_until: date | None = None
    agreement_id: int | None = None
    cap: Money | None = None
    used: Money
    withdrawn: bool = False

    @property
    def left(self) -> Money | None:
        """What may still be invoiced on it; never negative. None for no limit."""
        if self.cap is None:
            return None
        return max(self.cap - self.used, Money(0, self.cap.currency))

    def has_room_for(self, net: Money) -> bool:
        """Whether all of `net` fits under the cap, and is in its currency."""
        return self.cap is None or (
            net.currency == self.cap.currency and self.used + net <= self.cap
        )

    def state(self, today: date) -> OrderState:
        """Whether it can be named on `today`."""
        if self.withdrawn:
            return OrderState.WITHDRAWN
        if today < self.valid_from:
            return OrderState.TO_COME
        if self.valid_until is not None and self.valid_until < today:
            return OrderState.EXPIRED
        if self.left is not None and not self.left:
            return OrderState.USED_UP
        return OrderState.VALID


def must_end_after_it_begins(valid_from: date, valid_until: date | None) -> None:
    """Refuse days in the wrong order. Raises OrderEndsBeforeItBegins."""
    if valid_until is not None and valid_until < valid_from:
        raise OrderEndsBeforeItBegins


def order_for(
    orders: Iterable[Order], *, agreement_id: int | None, on: date, net: Money
) -> Order | None:
    """The order that an invoice of `net` issued on the day `on` names; None where none fits.

    One made for the agreement comes before one for all, then the one that runs out first.
    """
    fitting = [
        order
        for order in orders
        if order.state(on) is OrderState.VALID
        and order.agreement_id in {None, agreement_id}
        and order.has_room_for(net)
    ]
    return min(fitting, key=_soonest, default=None)


def order_as_written(
    written: str, orders: Sequence[Order], *, on: date, net: Money, demanded: bool
) -> str:
    """The order that an invoice of `net` names for which somebody wrote `written`; "" for none.

    A number in the list has to fit; one that is not in it, the customer has told us by itself.
    Without a word it is the one that fits. Raises OrderDoesNotFit, and OrderMissing where every
    invoice must name an order.
    """
    known = [order for order in orders if order.number == written]
    if written and not known:
        return written
    found = order_for(known or orders, agreement_id=None, on=on, net=net)
    if found:
        return found.number
    if written:
        raise OrderDoesNotFit(written)
    if demanded:
        raise OrderMissing
    return ""


def _soonest(order: Order) -> tuple[bool, date, int]:
    return order.agreement_id is None, order.valid_until or date.max, order.id
