"""The plans we sell, in editions: what each includes, how it is paid for, and how it is left.

An edition that has been sold is never edited. A new price or limit is a new edition, and a
company keeps the edition it agreed to until it agrees to another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from saas.errors import Refusal
from saas.money import Money
from saas.text import N_

FREE = "free"


class Timing(StrEnum):
    """When a billing period is invoiced: before it, after it, or estimated and then put right.

    What is prebilled is charged when its period begins, as it then stands to be, and compared
    with what came of it when the period is over (S79, S80).
    """

    IN_ADVANCE = "in_advance"
    IN_ARREARS = "in_arrears"
    PREBILLED = "prebilled"


@dataclass(frozen=True, slots=True, order=True)
class Cadence:
    """How long billing periods are, in months (1, 3 or 12), and when they are invoiced."""

    months: int
    timing: Timing = Timing.IN_ADVANCE


MONTHLY = Cadence(1)


@dataclass(frozen=True, slots=True)
class Price:
    """What one billing period of a cadence costs, net: the plan, and each seat beyond it."""

    cadence: Cadence
    fee: Money
    seat_fee: Money | None = None


class CadenceNotSold(Refusal):
    """The edition has no price for billing periods of that length and timing."""

    says = N_("%(plan)s cannot be paid for in that way. Choose how often among those listed.")
    field = "cadence"

    def __init__(self, plan: str) -> None:
        self.plan = plan


class NoticeKind(StrEnum):
    """How a notice period is counted (domain.md §2)."""

    NONE = "none"
    MONTHS_FROM_RECEIPT = "months_from_receipt"
    WHOLE_CALENDAR_MONTHS = "whole_calendar_months"
    RENEWAL_DEADLINE = "renewal_deadline"
    CONTRACT = "contract"


class BindingTerm(StrEnum):
    """How notice and a binding term go together, where there is one (domain.md §2).

    A: notice may run while the term does. B: it begins to run when the term has run out.
    """

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class NoticePolicy:
    """How long an agreement runs on after notice has reached us.

    `to_period_end` lets it run on to the end of the billing period its last day falls in.
    `days` are those before a renewal within which it is too late to give notice.
    """

    kind: NoticeKind
    months: int = 0
    to_period_end: bool = False
    term: BindingTerm = BindingTerm.A
    days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a plan: what it includes, what it costs, how it is left.

    `monthly_fee` and `seat_fee` are net, without value added tax. `seat_fee` is the price of
    one seat beyond those included, or None when the plan sells none. `prices` are all the ways
    to pay for it, the usual one first; where none is listed it is by the month, in advance.
    `limits` is how much of a feature it has; a feature without a limit is unlimited.
    `by_contract` means that seats and prices stand in each customer's own contract.
    """

    plan: str
    edition: str
    name: str
    sold_from: date
    sold_until: date | None = None
    monthly_fee: Money
    seats_included: int
    seat_fee: Money | None = None
    by_contract: bool = False
    notice: NoticePolicy
    features: tuple[str, ...] = ()
    prices: tuple[Price, ...] = ()
    limits: Mapping[str, int] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        """Let the monthly price be `monthly_fee` and `seat_fee`, wherever it is listed."""
        monthly = Price(MONTHLY, self.monthly_fee, self.seat_fee)
        prices = tuple(monthly if price.cadence == MONTHLY else price for price in self.prices)
        object.__setattr__(self, "prices", prices or (monthly,))

    @property
    def key(self) -> str:
        """What it is known by for ever: basic-2026."""
        return f"{self.plan}-{self.edition}"

    @property
    def sells_seats(self) -> bool:
        """Whether seats beyond those included can be bought without writing a contract."""
        return self.seat_fee is not None and not self.by_contract

    @property
    def is_free(self) -> bool:
        """Whether it is what a company without an agreement has."""
        return self.plan == FREE

    @property
    def is_self_service(self) -> bool:
        """Whether a customer can agree to it here and now."""
        return not self.is_free and not self.by_contract

    def is_sold_on(self, day: date) -> bool:
        """Whether it may be agreed to on `day`."""
        return self.sold_from <= day and (self.sold_until is None or day < self.sold_until)

    def price_for(self, cadence: Cadence) -> Price:
        """What a billing period of `cadence` costs. Raises CadenceNotSold."""
        for price in self.prices:
            if price.cadence == cadence:
                return price
        raise CadenceNotSold(self.name)
