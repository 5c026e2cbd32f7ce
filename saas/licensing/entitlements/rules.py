"""What a company may use: its plan's features and limits as sold, unless its contract says else.

A limit counts uses in a calendar month, Swedish time. A feature without one is unlimited.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from saas.dates import add_months
from saas.errors import NotPaidFor, Refusal
from saas.licensing.plans.rules import Edition
from saas.text import N_


class Source(StrEnum):
    """What says whether a feature may be used."""

    PLAN = "plan"
    CONTRACT = "contract"
    NONE = "none"


class FeatureLacking(NotPaidFor):
    """The company may not use a feature now; another plan would let it."""

    way_out = ("features.show", N_("See what your plan includes"))

    def __init__(self, lacking: Entitlement) -> None:
        self.feature = lacking.feature
        self.limit = lacking.limit
        self._lacking = lacking

    @property
    def lacking(self) -> Entitlement:
        """How the feature stands for the company."""
        return self._lacking


class FeatureMissing(FeatureLacking):
    """Neither the company's plan nor its contract includes the feature."""

    says = N_("Your plan does not include this.")


class FeatureUsedUp(FeatureLacking):
    """The feature is included, and all of this month is used."""

    says = N_("All %(limit)s of this month are used. It begins anew on the first of next month.")


class UnknownFeature(Refusal):
    """The catalogue names no such feature."""

    says = N_("There is no such feature in the list of plans.")
    field = "feature"


class NothingToGrantOn(Refusal):
    """The company is on Free: there is no contract that could say otherwise."""

    says = N_("The company has no agreement, so there is no contract to add this to.")


class GrantEndsTooSoon(Refusal):
    """The last day lies before the first."""

    says = N_("The last day is before the first.")
    field = "last_day"


class GrantsOverlap(Refusal):
    """The contract says something of this feature from a later day already."""

    says = N_("The contract already says something else of this from a later day. End it first.")
    field = "starts_on"


class LimitWithoutFeature(Refusal):
    """A number of a feature that is taken away."""

    says = N_("A feature that is taken away has no limit. Leave the limit empty.")
    field = "most"


@dataclass(frozen=True, slots=True)
class Entitlement:
    """How a feature stands for a company: `limit` None is without end, `used` is this month's."""

    feature: str
    allowed: bool
    limit: int | None
    used: int
    source: Source

    @property
    def left(self) -> int | None:
        """How many uses are left this month; None without end. Never negative."""
        return None if self.limit is None else max(self.limit - self.used, 0)

    @property
    def is_used_up(self) -> bool:
        """Whether it is included and nothing is left of it this month."""
        return self.allowed and self.left == 0

    @property
    def is_usable(self) -> bool:
        """Whether it may be used once more, now."""
        return self.allowed and not self.is_used_up

    def admit(self, times: int = 1) -> None:
        """Raise FeatureMissing or FeatureUsedUp where it may not be used `times` more."""
        if not self.allowed:
            raise FeatureMissing(self)
        if self.left is not None and self.left < times:
            raise FeatureUsedUp(self)


@dataclass(frozen=True, slots=True)
class Override:
    """What a contract says of a feature, whatever the plan says.

    `most` is the limit of a calendar month, None without end.
    """

    allowed: bool
    most: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Granted:
    """All that decides what a company may use on a day.

    `features` and `limits` are the edition's as it was sold, `overrides` the contract's, `used`
    the uses of this calendar month.
    """

    edition: str
    name: str
    features: frozenset[str]
    limits: Mapping[str, int] = field(default_factory=dict)
    overrides: Mapping[str, Override] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)

    def of(self, feature: str) -> Entitlement:
        """How `feature` stands. One that nobody has heard of is not included."""
        used = self.used.get(feature, 0)
        if (said := self.overrides.get(feature)) is not None:
            return Entitlement(feature, said.allowed, said.most, used, Source.CONTRACT)
        if feature not in self.features:
            return Entitlement(feature, allowed=False, limit=None, used=used, source=Source.NONE)
        limit = self.limits.get(feature)
        return Entitlement(feature, allowed=True, limit=limit, used=used, source=Source.PLAN)

    def every(self, known: Iterable[str]) -> list[Entitlement]:
        """How each of the `known` features stands, and each that only the company has."""
        theirs = [*known, *sorted(self.features | self.overrides.keys())]
        return [self.of(feature) for feature in dict.fromkeys(theirs)]


def month_of(day: date) -> date:
    """The first day of the calendar month that uses on `day` are counted in."""
    return day.replace(day=1)


def counts_anew_on(day: date) -> date:
    """The day uses are counted from nought again."""
    return add_months(month_of(day), 1)


def editions_with_more(on_sale: Iterable[Edition], lacking: Entitlement) -> list[Edition]:
    """The editions that include a feature, with more of it than the company has."""
    if lacking.allowed and lacking.limit is None:
        return []
    had = (lacking.limit or 0) if lacking.allowed else 0
    return [
        edition
        for edition in on_sale
        if lacking.feature in edition.features
        and edition.limits.get(lacking.feature, had + 1) > had
    ]
