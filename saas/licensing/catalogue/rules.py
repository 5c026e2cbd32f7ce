"""The list of editions an operator sells and has sold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from saas.errors import Conflict, Refusal
from saas.licensing.plans.rules import Edition
from saas.text import N_


class NoSuchPlan(Refusal):
    """The catalogue has no such edition."""

    says = N_("There is no such plan. Choose one of those in the list.")
    field = "plan"


class PlanIsByContract(Refusal):
    """The edition is not for sale over the counter."""

    says = N_("This plan is agreed by contract. Ask us for a quote.")
    field = "plan"


class EditionOutdated(Conflict):
    """Another list of plans was stored while somebody agreed to an edition for the first time."""

    says = N_("The list of plans has changed since you looked. Look again and choose anew.")


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every edition we sell or have sold, cheapest plan first, as the operator listed them."""

    editions: tuple[Edition, ...]
    features: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    example_prices: bool = False

    @property
    def currency(self) -> str:
        """The one currency of its prices."""
        return self.editions[0].monthly_fee.currency

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
