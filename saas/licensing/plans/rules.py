"""The plans we sell, in editions.

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


class NoticeKind(StrEnum):
    """How a notice period is counted (domain.md §2)."""

    NONE = "none"
    MONTHS_FROM_RECEIPT = "months_from_receipt"
    WHOLE_CALENDAR_MONTHS = "whole_calendar_months"
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
    """

    kind: NoticeKind
    months: int = 0
    to_period_end: bool = False
    term: BindingTerm = BindingTerm.A


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One edition of a plan: what it includes, what it costs a month, how it is left.

    `monthly_fee` and `seat_fee` are net, without value added tax. `seat_fee` is the price of
    one seat beyond those included, or None when the plan sells none. `by_contract` means that
    seats and prices stand in each customer's own contract.
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


class NoSuchPlan(Refusal):
    """The catalogue has no such edition."""

    says = N_("There is no such plan. Choose one of those in the list.")
    field = "plan"


class PlanIsByContract(Refusal):
    """The edition is not for sale over the counter."""

    says = N_("This plan is agreed by contract. Ask us for a quote.")
    field = "plan"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every edition we sell or have sold, cheapest plan first, as the operator listed them."""

    editions: tuple[Edition, ...]
    features: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    example_prices: bool = False

    def __getitem__(self, key: str) -> Edition:
        """The edition known by `key`, sold today or not. Raises NoSuchPlan."""
        for edition in self.editions:
            if edition.key == key:
                return edition
        raise NoSuchPlan

    def on_sale(self, day: date) -> list[Edition]:
        """The newest edition of each plan that is sold on `day`, in the operator's order."""
        newest: dict[str, Edition] = {}
        for edition in self.editions:
            known = newest.get(edition.plan)
            if edition.is_sold_on(day) and (known is None or known.sold_from < edition.sold_from):
                newest[edition.plan] = edition
        return list(newest.values())

    def free(self, day: date) -> Edition:
        """What a company without an agreement has on `day`. Reading a catalogue assures it."""
        return next(edition for edition in self.on_sale(day) if edition.is_free)

    def offered(self, key: str, day: date) -> Edition:
        """The edition `key`, if a customer may agree to it on `day` without a contract.

        Raises NoSuchPlan for one that is not sold that day, PlanIsByContract for one that is
        quoted.
        """
        edition = next((sold for sold in self.on_sale(day) if sold.key == key), None)
        if edition is None or edition.is_free:
            raise NoSuchPlan
        if edition.by_contract:
            raise PlanIsByContract
        return edition

    def feature(self, key: str, language: str) -> str:
        """The words for a feature in `language`, or in English, as the operator wrote them."""
        words = self.features[key]
        return words.get(language) or words["en"]
