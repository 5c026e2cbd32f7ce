"""Listing a new edition of a plan: shown first, then stored as another catalogue."""

from __future__ import annotations

from datetime import datetime

from saas.dates import day_of
from saas.licensing.catalogue.actions import (
    CatalogueBeginsInThePast,
    CatalogueRefused,
    compared,
    store_catalogue,
)
from saas.licensing.catalogue.difference import Difference
from saas.licensing.catalogue.models import catalogue_on
from saas.licensing.catalogue.reading import CatalogueWrong
from saas.licensing.catalogue.writing import written
from saas.licensing.plans.rules import Edition
from saas.licensing.price_list.rules import with_edition
from saas.tenants.people.models import Person
from saas.tenants.people.rules import Permission


def preview_edition(*, edition: Edition, by: Person, now: datetime) -> Difference:
    """What listing `edition` would change in the list of plans. Nothing is stored.

    Raises NotAllowed, EditionTaken, CatalogueBeginsInThePast and CatalogueRefused.
    """
    by.must_be_staff(Permission.CHANGE_PLAN)
    today = day_of(now)
    if edition.sold_from < today:
        raise CatalogueBeginsInThePast
    contents = written(with_edition(catalogue_on(today), edition))
    try:
        return compared(contents=contents, effective_from=today, today=today)
    except CatalogueWrong as wrong:
        raise CatalogueRefused(wrong.problems) from wrong


def list_edition(*, edition: Edition, shown: str, by: Person, now: datetime) -> Difference:
    """List `edition` as it was shown: `shown` is the fingerprint of its difference.

    Customers keep the edition they have. Raises what `preview_edition` and `store_catalogue`
    raise.
    """
    preview_edition(edition=edition, by=by, now=now)
    return store_catalogue(
        contents=written(with_edition(catalogue_on(day_of(now)), edition)),
        effective_from=day_of(now),
        by=by.name,
        now=now,
        shown=shown,
    )
