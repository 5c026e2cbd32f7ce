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
from saas.licensing.plans.rules import MONTHLY, Edition
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
    """A plan that has what is lacking, and what it would cost a month for today's people."""

    edition: Edition
    cost: Cost | None


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
        Remedy(edition, cost(edition, people=people, cadence=MONTHLY))
        for edition in editions_with_more(catalogue().on_sale(day), lacking)
    ]
