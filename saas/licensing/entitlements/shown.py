"""Entitlements as pages and JSON show them: in the reader's language, with what would add more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from saas.dates import now
from saas.licensing.catalogue.models import catalogue
from saas.licensing.entitlements.models import granted_on
from saas.licensing.entitlements.rules import Entitlement, editions_with_more
from saas.licensing.fitting.rules import Cost, cost
from saas.licensing.plans.rules import Edition
from saas.licensing.seats.models import seats_at
from saas.web.words import language


@dataclass(frozen=True, slots=True)
class Shown:
    """A feature as a page shows it: its words, how it stands, and where there is more of it."""

    entitlement: Entitlement
    name: str
    more_in: Sequence[Edition]


@dataclass(frozen=True, slots=True)
class Remedy:
    """A plan that has what is lacking, and what it would cost for today's people.

    The cost is for a period of the edition's usual cadence; None by contract. `is_too_small`
    where it sells no seats beyond those it includes and there are more people: the cost is then
    without them.
    """

    edition: Edition
    cost: Cost | None
    is_too_small: bool = False


def features_shown(day: date) -> list[Shown]:
    """Every feature there is and how it stands for the company in scope. One query."""
    on_sale = catalogue().on_sale(day)
    return [
        Shown(each, feature_words(each.feature), editions_with_more(on_sale, each))
        for each in granted_on(day).every(catalogue().features)
    ]


def feature_words(feature: str) -> str:
    """What a feature is called in the reader's language; its key when nobody has said."""
    known = catalogue()
    return known.feature(feature, language()) if feature in known.features else feature


def remedies(lacking: Entitlement, day: date) -> list[Remedy]:
    """The plans that have what is lacking, in the operator's order, with what each would cost."""
    people = seats_at(now()).used
    return [
        remedy_of(edition, people)
        for edition in editions_with_more(catalogue().on_sale(day), lacking)
    ]


def remedy_of(edition: Edition, people: int) -> Remedy:
    """An edition that has what is lacking, and what it costs for so many people."""
    usual = edition.prices[0].cadence
    priced = cost(edition, people=people, cadence=usual)
    if priced is not None or edition.by_contract:
        return Remedy(edition, priced)
    alone = cost(edition, people=edition.seats_included, cadence=usual)
    return Remedy(edition, alone, is_too_small=True)
